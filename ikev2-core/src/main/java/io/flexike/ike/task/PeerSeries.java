package io.flexike.ike.task;

import io.flexike.crypto.SecretBytes;
import java.util.List;
import java.util.Optional;

/** What a CREATE_CHILD_SA of the peer makes as soon as the additional key exchanges that follow it are done. */
public interface PeerSeries {
    /** Whether it is to replace that Child SA. */
    boolean replaces(ChildSa child);

    /** Whether it is to replace the IKE SA. */
    boolean replacesIkeSa();

    /**
     * All key exchanges are done: makes the SA.
     *
     * @param further SK(1) to SK(n), which are used up
     * @return the IKE SA that takes the place of this one, if it was for that
     */
    Optional<IkeSa> completed(List<SecretBytes> further);

    /** Nothing will come of it. */
    void abandoned();
}
