package backplane.chipset.rtc146818;

/** Seconds since 1970 as the fields of a clock, without allocation: guests read the clock in loops. */
final class CivilTime {
    private static final long DAY = 86_400;

    private CivilTime() {}

    static int second(long t) {
        return (int) Math.floorMod(t, 60L);
    }

    static int minute(long t) {
        return (int) (Math.floorMod(t, 3600L) / 60);
    }

    static int hour(long t) {
        return (int) (Math.floorMod(t, DAY) / 3600);
    }

    /** 1 is Sunday; 1970 began on a Thursday. */
    static int dayOfWeek(long t) {
        return (int) Math.floorMod(Math.floorDiv(t, DAY) + 4, 7L) + 1;
    }

    static int dayOfMonth(long t) {
        return (int) (date(t) & 0xff);
    }

    static int month(long t) {
        return (int) (date(t) >> 8 & 0xff);
    }

    static int year(long t) {
        return (int) (date(t) >> 16);
    }

    /** Year, month and day of the proleptic Gregorian calendar; years begin in March, so that leap days come last. */
    private static long date(long t) {
        long z = Math.floorDiv(t, DAY) + 719_468;
        long era = Math.floorDiv(z, 146_097L);
        long dayOfEra = z - era * 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long m = (5 * dayOfYear + 2) / 153;
        long day = dayOfYear - (153 * m + 2) / 5 + 1;
        long month = m < 10 ? m + 3 : m - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return year << 16 | month << 8 | day;
    }

    /** The reverse; fields beyond their range carry over. */
    static long seconds(int year, int month, int day, int hour, int minute, int second) {
        long y = month <= 2 ? year - 1 : year;
        long era = Math.floorDiv(y, 400L);
        long yearOfEra = y - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        long dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return (era * 146_097 + dayOfEra - 719_468) * DAY + hour * 3600L + minute * 60L + second;
    }
}
