package backplane.storage.lsi53c8xx;

import backplane.api.scsi.ScsiInitiator;
import backplane.api.scsi.ScsiRequest;
import backplane.api.scsi.ScsiTarget;
import backplane.api.state.StateException;
import backplane.api.state.StateReader;
import backplane.api.state.StateWriter;

/** A command on its way: initiator, target, logical unit and queue tag (SAM-2's I_T_L_Q nexus). */
final class Nexus {
    final int id;
    final int lun;
    final int tag;

    /** Whether IDENTIFY gave the target the privilege to disconnect. */
    final boolean privileged;

    /** Whether the target may leave the bus now: it has the privilege, and it has not just reselected. */
    boolean mayDisconnect;

    /** Null before the target has answered {@code start}, and after a restore until it is asked for. */
    ScsiRequest request;

    /** Bytes of the request's chunk that have moved. */
    int used;

    boolean over;
    int status;

    Nexus(int id, int lun, int tag, boolean privileged) {
        this.id = id;
        this.lun = lun;
        this.tag = tag;
        this.privileged = privileged;
        this.mayDisconnect = privileged;
    }

    /** The request, asked for by its tag when this nexus was restored; a target that has lost it ends the command. */
    ScsiRequest request(ScsiTarget target, ScsiInitiator initiator) {
        if (request == null && !over) {
            request = target == null ? null : target.resume(lun, tag, initiator);
            if (request == null) {
                over = true;
                status = ScsiBus.BUSY;
            }
        }
        return request;
    }

    /** Bytes that can move now. */
    int available() {
        return request == null ? 0 : request.ready() - used;
    }

    /** Says that {@code n} bytes have moved. The request hears of it chunk by chunk. */
    void moved(int n) {
        used += n;
        if (used == request.ready()) {
            int chunk = used;
            used = 0;
            request.next(chunk);
        }
    }

    void save(StateWriter out) {
        out.put("address", new int[] {id, lun, tag});
        out.put("privileged", privileged);
        out.put("mayDisconnect", mayDisconnect);
        out.put("used", used);
        out.put("over", over);
        out.put("status", status);
    }

    /** What {@link #save} wrote; the request is asked for when it is wanted. */
    static Nexus of(StateReader in) throws StateException {
        int[] address = in.getInts("address");
        Nexus n = new Nexus(address[0], address[1], address[2], in.getBoolean("privileged"));
        n.mayDisconnect = in.getBoolean("mayDisconnect");
        n.used = in.getInt("used");
        n.over = in.getBoolean("over");
        n.status = in.getInt("status");
        return n;
    }
}
