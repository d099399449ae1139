package backplane.config;

import java.util.List;
import java.util.Map;

/**
 * A parsed command line. Values have been checked as far as that goes without files and bundles.
 *
 * @param help whether only the list of options is wanted
 * @param lists which lists are wanted instead of a machine: {@code drive}, {@code device}, {@code cpu} or a type
 * @param ramMiB {@code -m}
 * @param drives in the order given, {@code -hda} and the like among them
 * @param devices {@code -device}, first key {@code driver}
 * @param globals keys for every card of a type
 * @param streams {@code -chardev}
 * @param serials {@code -serial} by port
 * @param debugcon {@code -debugcon}, or empty
 * @param machine the machine's options, as in MachineView.options()
 * @param bios {@code -bios}
 * @param optionRoms {@code -option-rom}
 * @param display {@code terminal} or {@code none}
 * @param vga {@code std}, {@code none} or another; empty for the usual one
 * @param cpu {@code -cpu}, or empty
 * @param paused {@code -S}
 * @param stay {@code -no-shutdown}
 * @param dryRun {@code -dry-run}
 * @param timeout {@code -timeout} as given, or empty
 * @param timeoutMillis the same, 0 for none
 * @param deploy {@code -deploy}, or empty
 * @param repository {@code -repository}, or empty for the distribution's
 * @param commands {@code -c} of the shell, or null
 * @param script a file with commands for the shell, or empty
 */
record Options(
        boolean help,
        List<String> lists,
        int ramMiB,
        List<Drive> drives,
        List<KeyValues> devices,
        Map<String, Map<String, String>> globals,
        List<KeyValues> streams,
        List<String> serials,
        String debugcon,
        Map<String, String> machine,
        String bios,
        List<String> optionRoms,
        String display,
        String vga,
        String cpu,
        boolean paused,
        boolean stay,
        boolean dryRun,
        String timeout,
        long timeoutMillis,
        String deploy,
        String repository,
        String commands,
        String script) {}
