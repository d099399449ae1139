package backplane.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void findsASlipOfTheKeyboard() {
        List<String> known = List.of("scsi", "ide", "none", "virtio");
        assertEquals(Optional.of("scsi"), Nearest.to("scis", known));
        assertEquals(Optional.of("virtio"), Nearest.to("vritio", known));
        assertEquals(Optional.of("ide"), Nearest.to("IDE", known));
    }

    @Test
    void offersNothingForSomethingElse() {
        assertEquals(Optional.empty(), Nearest.to("nvme", List.of("scsi", "ide")));
    }
}
