package backplane.itests;

import backplane.api.device.Slot;
import backplane.api.port.PortDevice;
import backplane.api.scsi.ScsiInitiator;
import backplane.api.scsi.ScsiRequest;
import backplane.api.scsi.ScsiTarget;
import backplane.core.CoreSlot;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * A slot that writes down what the guest does through a card: configuration writes that pass a host bridge, commands
 * that reach a SCSI target, and writes to IDE registers. The card does not notice.
 */
final class RecordingSlot {
    private static final List<Integer> IDE_BLOCKS = List.of(0x1f0, 0x170);
    private static final List<Integer> IDE_CONTROLS = List.of(0x3f6, 0x376);

    private final Slot slot;
    private final List<String> record;

    private RecordingSlot(Slot slot, List<String> record) {
        this.slot = slot;
        this.record = record;
    }

    static Slot of(Slot slot, List<String> record) {
        RecordingSlot recorder = new RecordingSlot(slot, record);
        return (Slot) Proxy.newProxyInstance(
                RecordingSlot.class.getClassLoader(),
                new Class<?>[] {CoreSlot.class},
                (proxy, method, arguments) -> recorder.call(method, arguments));
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "configWrite" -> config(arguments);
            case "attach" -> arguments[1] = target(arguments[1], (int) arguments[3]);
            case "ports" -> {
                if (IDE_BLOCKS.contains(arguments[0]) || IDE_CONTROLS.contains(arguments[0])) {
                    arguments[2] = ports((int) arguments[0], (PortDevice) arguments[2]);
                }
            }
            default -> {}
        }
        return forward(slot, method, arguments);
    }

    private void config(Object[] a) {
        int devfn = (int) a[1];
        long value = (int) a[4] & 0xffff_ffffL >>> 32 - 8 * (int) a[3];
        record.add(String.format("config %02x:%02x.%d %02x %x", (int) a[0], devfn >> 3, devfn & 7, (int) a[2], value));
    }

    private Object target(Object child, int unit) {
        if (!(child instanceof ScsiTarget target)) {
            return child;
        }
        return new ScsiTarget() {
            @Override
            public ScsiRequest start(int lun, int tag, byte[] cdb, ScsiInitiator initiator) {
                record.add(String.format("scsi %d.%d %02x", unit, lun, cdb[0] & 0xff));
                return target.start(lun, tag, cdb, initiator);
            }

            @Override
            public void reset() {
                target.reset();
            }

            @Override
            public String describe() {
                return target.describe();
            }
        };
    }

    private PortDevice ports(int first, PortDevice device) {
        return (PortDevice) Proxy.newProxyInstance(
                RecordingSlot.class.getClassLoader(), new Class<?>[] {PortDevice.class}, (proxy, method, a) -> {
                    if (method.getName().equals("equals")) {
                        return proxy == a[0];
                    }
                    if (method.getName().equals("write8") && !(IDE_BLOCKS.contains(first) && a[0].equals(0))) {
                        record.add(String.format("ata %x %02x", first + (int) a[0], (int) a[1]));
                    }
                    return forward(device, method, a);
                });
    }

    private static Object forward(Object to, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(to, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
