package backplane.chipset.rtc146818;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CivilTimeTest {
    /** A prime number of seconds apart, so that all fields vary; 1890 to 2120. */
    @Test
    void agreesWithTheJavaLibrary() {
        for (long t = -2_524_521_600L; t < 4_733_510_400L; t += 7_654_321) {
            LocalDateTime d = LocalDateTime.ofEpochSecond(t, 0, ZoneOffset.UTC);
            assertEquals(d.getYear(), CivilTime.year(t));
            assertEquals(d.getMonthValue(), CivilTime.month(t));
            assertEquals(d.getDayOfMonth(), CivilTime.dayOfMonth(t));
            assertEquals(d.getDayOfWeek().getValue() % 7 + 1, CivilTime.dayOfWeek(t));
            assertEquals(d.getHour(), CivilTime.hour(t));
            assertEquals(d.getMinute(), CivilTime.minute(t));
            assertEquals(d.getSecond(), CivilTime.second(t));
            assertEquals(
                    t,
                    CivilTime.seconds(
                            d.getYear(),
                            d.getMonthValue(),
                            d.getDayOfMonth(),
                            d.getHour(),
                            d.getMinute(),
                            d.getSecond()));
        }
    }
}
