package backplane.serial.uart16550;

import backplane.api.device.RegisterInfo;
import backplane.api.device.RegisterInfo.Access;
import backplane.api.device.RegisterInfo.Space;
import java.util.Arrays;
import java.util.List;

/** What the guest can touch, with offsets from the port's base. */
enum Uart16550Register {
    RBR(0, Access.R, "receiver buffer"),
    THR(0, Access.W, "transmitter holding"),
    DLL(0, Access.RW, "divisor low, while LCR bit 7 is set"),
    IER(1, Access.RW, "bits 0-3: received data, THR empty, line status, modem status"),
    DLM(1, Access.RW, "divisor high, while LCR bit 7 is set"),
    IIR(2, Access.R, "reading drops a pending THR empty"),
    FCR(2, Access.W, "FIFO enable, clear, trigger level"),
    LCR(3, Access.RW, "format; bit 6 break, bit 7 divisor latch"),
    MCR(4, Access.RW, "DTR, RTS, OUT1, OUT2 (gates the interrupt), loopback"),
    LSR(5, Access.R, "reading clears overrun and break"),
    MSR(6, Access.R, "reading clears the delta bits"),
    SCR(7, Access.RW, "scratch");

    private final RegisterInfo info;

    Uart16550Register(int offset, Access access, String note) {
        info = new RegisterInfo(name(), Space.PORT, offset, 1, access, note);
    }

    static List<RegisterInfo> table() {
        return Arrays.stream(values()).map(r -> r.info).toList();
    }
}
