package backplane.api.display;

import org.osgi.annotation.versioning.ConsumerType;

/** A screen on the host. */
@ConsumerType
public interface Display {
    /** Shows a frame. Called on the machine thread, at most 30 times a second; must not block nor keep the arrays. */
    void show(Frame frame);
}
