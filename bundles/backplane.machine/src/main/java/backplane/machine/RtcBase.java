package backplane.machine;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/** The values of {@code -rtc base=}: {@code utc}, {@code localtime}, a date, or a date and time in UTC. */
public final class RtcBase {
    /** 2010-01-01, where machines that count instructions begin unless told otherwise. */
    private static final long FIXED = 1_262_304_000L;

    private RtcBase() {}

    /**
     * Seconds since 1970 that the guest's clock shows at power-on.
     *
     * @param base empty for the default
     * @param realtime whether the default is the host's time
     */
    public static long epochSeconds(String base, boolean realtime) {
        if (base.isEmpty() && !realtime) {
            return FIXED;
        }
        if (base.isEmpty() || base.equals("utc")) {
            return System.currentTimeMillis() / 1000;
        }
        if (base.equals("localtime")) {
            return LocalDateTime.now(ZoneId.systemDefault()).toEpochSecond(ZoneOffset.UTC);
        }
        try {
            return base.contains("T")
                    ? LocalDateTime.parse(base).toEpochSecond(ZoneOffset.UTC)
                    : LocalDate.parse(base).atStartOfDay().toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "-rtc base=" + base + ": no time; use utc, localtime, 2010-01-01 or 2010-01-01T00:00:00");
        }
    }
}
