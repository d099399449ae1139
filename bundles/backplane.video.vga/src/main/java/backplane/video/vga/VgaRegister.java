package backplane.video.vga;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.Arrays;
import java.util.List;

/** The registers by the reference's names; PORT offsets are port numbers. */
enum VgaRegister {
    ATTRIBUTE_ADDRESS(
            Space.PORT, 0x3c0, 1, Access.RW, "index and data in turn; reading INPUT_STATUS_1 starts with index"),
    ATTRIBUTE_DATA(Space.PORT, 0x3c1, 1, Access.R, ""),
    MISC_OUTPUT_W(Space.PORT, 0x3c2, 1, Access.W, "bit 0: CRTC at 0x3D4, else at 0x3B4; clock bits stored"),
    SEQUENCER_ADDRESS(Space.PORT, 0x3c4, 1, Access.RW, ""),
    SEQUENCER_DATA(Space.PORT, 0x3c5, 1, Access.RW, ""),
    PEL_MASK(Space.PORT, 0x3c6, 1, Access.RW, ""),
    PEL_ADDRESS_READ(Space.PORT, 0x3c7, 1, Access.RW, "reads the DAC state"),
    PEL_ADDRESS_WRITE(Space.PORT, 0x3c8, 1, Access.RW, ""),
    PEL_DATA(Space.PORT, 0x3c9, 1, Access.RW, "6 bits, 8 with the display interface's bit 5"),
    FEATURE_CONTROL_R(Space.PORT, 0x3ca, 1, Access.R, "stored"),
    MISC_OUTPUT_R(Space.PORT, 0x3cc, 1, Access.R, ""),
    GRAPHICS_ADDRESS(Space.PORT, 0x3ce, 1, Access.RW, ""),
    GRAPHICS_DATA(Space.PORT, 0x3cf, 1, Access.RW, ""),
    CRTC_ADDRESS(Space.PORT, 0x3d4, 1, Access.RW, "0x3B4 in monochrome"),
    CRTC_DATA(Space.PORT, 0x3d5, 1, Access.RW, "0x3B5 in monochrome; register 0x11 bit 7 protects 0 to 7"),
    INPUT_STATUS_1(Space.PORT, 0x3da, 1, Access.R, "0x3BA in monochrome; retrace by guest time, 70 Hz"),
    VBE_DISPI_INDEX(Space.PORT, 0x1ce, 2, Access.RW, "word"),
    VBE_DISPI_DATA(Space.PORT, 0x1cf, 2, Access.RW, "word; also at 0x1D0");

    private final RegisterInfo info;

    VgaRegister(Space space, int offset, int width, Access access, String note) {
        info = new RegisterInfo(name(), space, offset, width, access, note);
    }

    RegisterInfo info() {
        return info;
    }

    static List<RegisterInfo> infos() {
        return Arrays.stream(values()).map(VgaRegister::info).toList();
    }
}
