package backplane.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What Linux says of hardware that does not do what it should. */
final class KernelLog {
    private static final String DISKS =
            "(ata|scsi|sym|sd |sda|buffer|EXT4|blk|I/O).*(error|fail|timed? ?out|abort|stall|hung|lost|reject|illegal"
                    + "|exception|unexpected|suspicious|overrun|underrun|parity (?!checking)|phase|slow|down to|PIO"
                    + "|resetting|corrupt|not respond|too much work)";
    private static final String PLATFORM = "ACPI.*(error|warning|exception|invalid|bug|bad|fail)"
            + "|Unable to calibrate|Fast TSC calibration failed|TSC unstable|Marking clocksource|clock skew|lost ticks"
            + "|APIC (timer|error)|MP-BIOS bug|timer doesn't work|hpet.*(lost|disabl|fail|bug)|nobody cared|spurious"
            + "|can't (find IRQ|derive routing|route)|no compatible bridge|\\$PIR.*(bad|invalid)|checksum";
    private static final String OTHERS = "(vga|i8042|serio|ttyS|rtc|drm).*(error|fail|timed? ?out|can't|unable)"
            + "|soft lockup|hung task|rcu.*stall|WARNING:|Oops|BUG:|Call Trace|Kernel panic";
    private static final Pattern TROUBLE = Pattern.compile("(?i)" + DISKS + "|" + PLATFORM + "|" + OTHERS);
    /** What is as it is on QEMU too, and no complaint. */
    private static final Pattern HARMLESS =
            Pattern.compile("MMCONFIG|table checksum verification disabled|report a bug|Spurious interrupts");

    private KernelLog() {}

    static void assertNoTrouble(String log) {
        String trouble = log.lines()
                .filter(TROUBLE.asPredicate().and(HARMLESS.asPredicate().negate()))
                .collect(Collectors.joining("\n"));
        assertEquals("", trouble, log);
    }
}
