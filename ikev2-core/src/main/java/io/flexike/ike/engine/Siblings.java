package io.flexike.ike.engine;

import io.flexike.ike.session.Path;
import io.flexike.ike.task.IkeSa;
import java.util.function.Consumer;

/** The other IKE SAs of the engine, as one of them sees them. */
interface Siblings {
    /** Takes in an IKE SA that came from another one. */
    void adopt(IkeSaMachine machine);

    /** Whether one of them has that SPI on our side. */
    boolean contains(long ikeSpi);

    /** Whether that one of them is established. */
    boolean isEstablished(long ikeSpi);

    /** Lets another IKE SA act; nothing happens if there is none of that SPI. */
    void with(long ikeSpi, Consumer<IkeSaMachine> action);

    /**
     * Begins an IKE SA with another gateway that goes on under the handle and the profile of one that was redirected.
     *
     * @param preparation before the first request goes out
     */
    void divert(IkeSa old, Path path, Path natTraversalPath, Consumer<IkeSaMachine> preparation);

    /** Whether no new IKE SA may begin. */
    boolean isShutDown();

    /** Begins an IKE SA with the same peer that is to replace an established one (RFC 7296 2.8.3). */
    void reauthenticate(IkeSaMachine old);

    /** Begins anew over TCP what got no answer over UDP (RFC 9329 5.1). */
    void fallBack(IkeSaMachine old, Path tcp);
}
