package backplane.api.device;

import java.util.List;

/**
 * What a card is.
 *
 * @param type the name users give to {@code -device}, as in {@link DeviceType#type()}
 * @param title one line for lists, with the chip's name
 * @param source the datasheet or standard the model follows
 * @param registers what the guest can touch, for documentation, tracing and the tests; may be empty
 */
public record DeviceInfo(String type, String title, String source, List<RegisterInfo> registers) {
    public DeviceInfo {
        registers = List.copyOf(registers);
    }
}
