package backplane.storage.lsi53c8xx;

import backplane.api.clock.Clock;
import backplane.api.clock.Timer;
import backplane.api.device.ChildBus;
import backplane.api.scsi.ScsiInitiator;
import backplane.api.scsi.ScsiRequest;
import backplane.api.scsi.ScsiTarget;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The SCSI bus as the chip sees it, and the target's side of the SCSI-2 phases and messages: what a {@link ScsiTarget}
 * does not know. One nexus at most is connected; others have disconnected and wait to reselect.
 *
 * <p>A target whose data is not ready holds the bus without REQ. If IDENTIFY allowed it to disconnect it does so after
 * 20 µs: it sends SAVE DATA POINTERS and DISCONNECT, and reselects once it has something to say.
 */
final class ScsiBus implements ScsiInitiator, ChildBus.Listener<ScsiTarget> {
    static final int DATA_OUT = 0;
    static final int DATA_IN = 1;
    static final int COMMAND = 2;
    static final int STATUS = 3;
    static final int MESSAGE_OUT = 6;
    static final int MESSAGE_IN = 7;

    static final int BUSY = 0x08;

    private static final int COMMAND_COMPLETE = 0x00;
    private static final int EXTENDED = 0x01;
    private static final int SAVE_DATA_POINTERS = 0x02;
    private static final int DISCONNECT = 0x04;
    private static final int ABORT = 0x06;
    private static final int MESSAGE_REJECT = 0x07;
    private static final int BUS_DEVICE_RESET = 0x0c;
    private static final int ABORT_TAG = 0x0d;
    private static final int CLEAR_QUEUE = 0x0e;
    private static final int SIMPLE_QUEUE_TAG = 0x20;
    private static final int IDENTIFY = 0x80;
    private static final int DISCONNECT_PRIVILEGE = 0x40;

    /** How long a target that may disconnect waits for its disk before it does. */
    private static final long PATIENCE_NS = 20_000;

    private static final int LUNS = 8;
    private static final int IDS = 16;

    /** What follows once the last message byte was taken. */
    private enum After {
        /** The phase that the nexus needs. */
        GO_ON,
        /** The bus is free, the command is done. */
        FREE,
        /** The bus is free, the command goes on. */
        LEAVE
    }

    private final Lsi53c8xx chip;
    private final List<Nexus> nexuses = new ArrayList<>();
    private ChildBus<ScsiTarget> children;
    private Clock clock;
    private Timer patience;

    private boolean connected;
    private boolean reselected;
    private Nexus current;
    private Nexus starting;
    private int phase;
    private boolean req;

    private int selectedId;
    private int selectedLun;
    private int selectedTag;
    private boolean selectedMayDisconnect;
    private boolean identified;

    private final byte[] messageIn = new byte[Negotiation.LONGEST];
    private int messageAt;
    private int messageLength;
    private After after = After.GO_ON;
    private final byte[] messageOut = new byte[264];
    private int messageOutLength;

    ScsiBus(Lsi53c8xx chip) {
        this.chip = chip;
    }

    void connect(ChildBus<ScsiTarget> bus, Clock c) {
        children = bus;
        clock = c;
        patience = c.timer("patience", this::patienceIsOver);
    }

    boolean isConnected() {
        return connected;
    }

    /** Whether the connection was the target's doing. */
    boolean isReselected() {
        return connected && reselected;
    }

    /** The initiator has lost interest in the command it is connected to. */
    void abandon() {
        if (current != null) {
            drop(current);
        }
        free();
    }

    /** The phase lines, as last valid. */
    int phase() {
        return connected ? phase : 0;
    }

    /** Whether the target asks for a transfer: the phase is valid. */
    boolean isRequesting() {
        settle();
        return connected && req;
    }

    /** The last nexus's data that can move now. */
    Nexus nexus() {
        return current;
    }

    /** Selection: false when nothing answers to the id. */
    boolean select(int id) {
        if (anyTarget(id) == null) {
            return false;
        }
        connected = true;
        reselected = false;
        current = null;
        selectedId = id;
        selectedLun = 0;
        selectedTag = -1;
        selectedMayDisconnect = false;
        identified = false;
        messageOutLength = 0;
        set(MESSAGE_OUT);
        return true;
    }

    /** An initiator without ATN goes straight to its command: no message phase then. */
    void skipMessages() {
        if (connected && phase == MESSAGE_OUT && !identified && current == null && !attention()) {
            set(COMMAND);
        }
    }

    private boolean attention() {
        return (chip.registers().get(LsiRegisters.SOCL) & LsiRegisters.SOCL_ATN) != 0;
    }

    /** ATN was raised: the target asks for the message. */
    void attentionRaised() {
        if (connected && phase != MESSAGE_OUT) {
            messageOutLength = 0;
            set(MESSAGE_OUT);
        }
    }

    private ScsiTarget anyTarget(int id) {
        for (int lun = 0; lun < LUNS; lun++) {
            ScsiTarget t = children.child(id, lun);
            if (t != null) {
                return t;
            }
        }
        return null;
    }

    private ScsiTarget target(int id, int lun) {
        ScsiTarget t = children.child(id, lun);
        return t != null ? t : anyTarget(id);
    }

    private void set(int p) {
        phase = p;
        req = true;
    }

    /** Finds the connected nexus's next phase if the last one is over. */
    private void settle() {
        if (connected && !req && current != null) {
            nextPhase();
        }
    }

    private void nextPhase() {
        Nexus n = current;
        ScsiRequest r = n.request(target(n.id, n.lun), this);
        if (n.over) {
            set(STATUS);
        } else if (n.available() > 0) {
            set(r.direction() == ScsiRequest.IN ? DATA_IN : DATA_OUT);
        } else {
            req = false;
            if (n.mayDisconnect && !patience.armed()) {
                patience.at(clock.now() + PATIENCE_NS);
            }
        }
    }

    /** The disk takes its time: the target leaves the bus to others. */
    private void patienceIsOver() {
        if (connected && current != null && current.mayDisconnect && !isRequesting()) {
            patience.cancel();
            current.mayDisconnect = false;
            sendMessage(After.LEAVE, SAVE_DATA_POINTERS, DISCONNECT);
            chip.scripts().busChanged();
        }
    }

    private void sendMessage(After then, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            messageIn[i] = (byte) bytes[i];
        }
        send(then, bytes.length);
    }

    /** Sends what is in the buffer. */
    private void send(After then, int length) {
        messageAt = 0;
        messageLength = length;
        after = then;
        set(MESSAGE_IN);
    }

    // ---- MESSAGE OUT and COMMAND ---------------------------------------------------------------------------------

    /** The initiator has sent message bytes; ATN falls with the last one. */
    void messageOut(byte[] bytes, int count) {
        int n = Math.min(count, messageOut.length - messageOutLength);
        System.arraycopy(bytes, 0, messageOut, messageOutLength, n);
        messageOutLength += n;
        boolean reject = false;
        int answer = 0;
        int at = 0;
        while (connected && at < messageOutLength) {
            int length = messageLength(at);
            if (at + length > messageOutLength) {
                break;
            }
            if ((messageOut[at] & 0xff) == EXTENDED) {
                answer = Negotiation.answer(messageOut, at, messageIn);
                reject |= answer == 0;
            } else {
                reject |= !message(messageOut[at] & 0xff, messageOut[at + length - 1] & 0xff);
            }
            at += length;
        }
        if (!connected) {
            return;
        }
        messageOutLength -= at;
        System.arraycopy(messageOut, at, messageOut, 0, messageOutLength);
        if (messageOutLength > 0) {
            return; // the rest of a longer message is still to come
        }
        if (reject) {
            sendMessage(After.GO_ON, MESSAGE_REJECT);
        } else if (answer > 0) {
            send(After.GO_ON, answer);
        } else {
            goOn();
        }
    }

    private int messageLength(int at) {
        int first = messageOut[at] & 0xff;
        if (first == EXTENDED) {
            int n = at + 1 < messageOutLength ? messageOut[at + 1] & 0xff : 1;
            return 2 + (n == 0 ? 256 : n);
        }
        return first >= SIMPLE_QUEUE_TAG && first <= 0x2f ? 2 : 1;
    }

    /** One message; false when it is to be rejected. */
    private boolean message(int first, int last) {
        if (first >= IDENTIFY) {
            selectedLun = first & 7;
            selectedMayDisconnect = (first & DISCONNECT_PRIVILEGE) != 0;
            identified = true;
            return true;
        }
        switch (first) {
            case SIMPLE_QUEUE_TAG, SIMPLE_QUEUE_TAG + 1, SIMPLE_QUEUE_TAG + 2 -> selectedTag = last;
            case ABORT, ABORT_TAG, CLEAR_QUEUE, BUS_DEVICE_RESET -> {
                abort(first);
                free();
            }
            default -> {
                return first >= 0x05 && first <= 0x09; // errors the initiator saw, reject, NOP: nothing to do
            }
        }
        return true;
    }

    private void abort(int message) {
        int id = current != null ? current.id : selectedId;
        int lun = current != null ? current.lun : selectedLun;
        int tag = current != null ? current.tag : selectedTag;
        if (message == BUS_DEVICE_RESET) {
            dropAll(id);
            resetTargets(id);
            return;
        }
        for (int i = nexuses.size() - 1; i >= 0; i--) {
            Nexus n = nexuses.get(i);
            if (n.id == id && n.lun == lun && (message != ABORT_TAG || n.tag == tag)) {
                drop(n);
            }
        }
    }

    private void goOn() {
        if (current == null) {
            set(COMMAND);
        } else {
            req = false;
            nextPhase();
        }
    }

    /** The script has moved data of the connected nexus. */
    void moved(int n) {
        req = false;
        current.mayDisconnect = current.privileged;
        patience.cancel();
        current.moved(n);
    }

    /** The initiator has sent a command: the target starts it. */
    void command(byte[] cdb) {
        Nexus n = new Nexus(selectedId, selectedLun, selectedTag, selectedMayDisconnect);
        for (int i = nexuses.size() - 1; i >= 0; i--) {
            Nexus old = nexuses.get(i);
            if (old.id == n.id && old.lun == n.lun && old.tag == n.tag) {
                drop(old);
            }
        }
        nexuses.add(n);
        current = n;
        req = false;
        ScsiTarget t = target(n.id, n.lun);
        if (t == null) {
            n.over = true;
            n.status = BUSY;
            return;
        }
        starting = n;
        n.request = t.start(n.lun, n.tag, cdb, this);
        starting = null;
    }

    // ---- STATUS and MESSAGE IN -----------------------------------------------------------------------------------

    /** Takes the status byte; COMMAND COMPLETE follows. */
    int takeStatus() {
        int status = current.status;
        sendMessage(After.FREE, COMMAND_COMPLETE);
        return status;
    }

    /** Takes message bytes; returns how many. */
    int takeMessage(byte[] to, int count) {
        int n = Math.min(count, messageLength - messageAt);
        System.arraycopy(messageIn, messageAt, to, 0, n);
        messageAt += n;
        if (messageAt == messageLength) {
            switch (after) {
                case FREE -> {
                    nexuses.remove(current);
                    free();
                }
                case LEAVE -> free();
                case GO_ON -> goOn();
            }
        }
        return n;
    }

    /** BUS FREE. A nexus that is not over waits to reselect. */
    void free() {
        patience.cancel();
        connected = false;
        current = null;
        req = false;
        phase = 0;
        messageOutLength = 0;
        chip.registers().set(LsiRegisters.SOCL, LsiRegisters.SOCL_ACK | LsiRegisters.SOCL_ATN, false);
    }

    // ---- Reselection ---------------------------------------------------------------------------------------------

    /** Whether a disconnected target wants the bus. */
    boolean wantsReselection() {
        return !connected && candidate() != null;
    }

    private Nexus candidate() {
        for (int i = 0; i < nexuses.size(); i++) {
            Nexus n = nexuses.get(i);
            if (n != starting) {
                n.request(target(n.id, n.lun), this);
                if (n.over || n.available() > 0) {
                    return n;
                }
            }
        }
        return null;
    }

    /** The first target that wants to reselects the chip; returns its id. */
    int reselect() {
        Nexus n = candidate();
        connected = true;
        reselected = true;
        current = n;
        n.mayDisconnect = false;
        if (n.tag < 0) {
            sendMessage(After.GO_ON, IDENTIFY | n.lun);
        } else {
            sendMessage(After.GO_ON, IDENTIFY | n.lun, SIMPLE_QUEUE_TAG, n.tag);
        }
        return n.id;
    }

    @Override
    public void dataReady(ScsiRequest request) {
        if (starting == null) {
            chip.scripts().busChanged();
        }
    }

    @Override
    public void complete(ScsiRequest request, int status) {
        Nexus n = starting;
        for (int i = 0; i < nexuses.size(); i++) {
            if (nexuses.get(i).request == request) {
                n = nexuses.get(i);
            }
        }
        if (n != null) {
            n.over = true;
            n.status = status;
            n.used = 0;
            dataReady(request);
        }
    }

    // ---- Ends ----------------------------------------------------------------------------------------------------

    private void drop(Nexus n) {
        nexuses.remove(n);
        if (n.request != null) {
            n.request.cancel();
        }
    }

    private void dropAll(int id) {
        for (int i = nexuses.size() - 1; i >= 0; i--) {
            if (id < 0 || nexuses.get(i).id == id) {
                drop(nexuses.get(i));
            }
        }
    }

    private void resetTargets(int id) {
        for (int lun = 0; lun < LUNS; lun++) {
            ScsiTarget t = children.child(id, lun);
            if (t != null) {
                t.reset();
            }
        }
    }

    /** RST: every target resets, the bus is free. */
    void resetTargets() {
        reset();
        for (int id = 0; id < IDS; id++) {
            resetTargets(id);
        }
    }

    /** The chip lets go of everything. */
    void reset() {
        dropAll(-1);
        free();
        starting = null;
        after = After.GO_ON;
        messageLength = 0;
        messageAt = 0;
    }

    /** A successor of the target may have come: its requests are asked for anew. */
    @Override
    public void attached(int unit, int lun, ScsiTarget child) {
        for (Nexus n : nexuses) {
            if (n.id == unit && n.lun == lun && !n.over) {
                n.request = null;
                askAgain(n);
            }
        }
    }

    @Override
    public void detached(int unit, int lun, ScsiTarget child) {
        boolean lost = current != null && current.id == unit && current.lun == lun;
        for (int i = nexuses.size() - 1; i >= 0; i--) {
            if (nexuses.get(i).id == unit && nexuses.get(i).lun == lun) {
                drop(nexuses.get(i));
            }
        }
        if (lost) {
            free();
            chip.scripts().scsiInterrupt(LsiInterrupts.SIST0_UDC, 0);
        }
    }

    void save(StateWriter out) {
        out.put("connected", connected);
        out.put("reselected", reselected);
        out.put("phase", phase);
        out.put("req", req);
        out.put("current", nexuses.indexOf(current));
        out.put("selected", new int[] {selectedId, selectedLun, selectedTag});
        out.put("selectedMayDisconnect", selectedMayDisconnect);
        out.put("identified", identified);
        out.put("messageIn", Arrays.copyOfRange(messageIn, messageAt, Math.max(messageAt, messageLength)));
        out.put("after", after.name());
        out.put("messageOut", Arrays.copyOf(messageOut, messageOutLength));
        out.put("nexuses", nexuses.size());
        for (int i = 0; i < nexuses.size(); i++) {
            nexuses.get(i).save(out.record("nexus" + i));
        }
    }

    void restore(StateReader in) throws StateException {
        connected = in.getBoolean("connected");
        reselected = in.getBoolean("reselected");
        phase = in.getInt("phase");
        req = in.getBoolean("req");
        int[] selected = in.getInts("selected");
        selectedId = selected[0];
        selectedLun = selected[1];
        selectedTag = selected[2];
        selectedMayDisconnect = in.getBoolean("selectedMayDisconnect");
        identified = in.getBoolean("identified");
        byte[] message = in.getBytes("messageIn");
        if (message.length > messageIn.length) {
            throw new StateException("lsi53c8xx bus: a message of " + message.length + " bytes");
        }
        messageAt = 0;
        messageLength = message.length;
        System.arraycopy(message, 0, messageIn, 0, messageLength);
        try {
            after = After.valueOf(in.getString("after"));
        } catch (IllegalArgumentException e) {
            throw new StateException("lsi53c8xx bus: unknown after " + in.getString("after"));
        }
        byte[] sent = in.getBytes("messageOut");
        messageOutLength = sent.length;
        System.arraycopy(sent, 0, messageOut, 0, messageOutLength);
        nexuses.clear();
        int count = in.getInt("nexuses");
        for (int i = 0; i < count; i++) {
            nexuses.add(Nexus.of(in.record("nexus" + i)));
        }
        int index = in.getInt("current");
        current = index < 0 ? null : nexuses.get(index);
        askAgain(current);
    }

    /** A data phase begins anew once the nexus has its request again. */
    private void askAgain(Nexus n) {
        if (n != null && n == current && phase <= DATA_IN) {
            req = false;
        }
    }
}
