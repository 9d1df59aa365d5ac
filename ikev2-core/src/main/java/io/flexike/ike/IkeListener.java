package io.flexike.ike;

import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.IkeKeyLogEntry;
import io.flexike.ike.session.PeerRequest;
import io.flexike.ike.transport.NameLookup;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;

/** What an endpoint tells and asks the application. Called on a thread of its own, one call at a time. */
public interface IkeListener {
    /** Something happened to a session. */
    default void event(IkeEvent event) {}

    /** The keys of an IKE SA; only with {@code EngineSettings.logKeys}. */
    default void keys(IkeKeyLogEntry entry) {}

    /**
     * The address of a gateway that we were redirected to by name (RFC 5685); the system is asked for it. No answer
     * within half a minute ends the IKE SA.
     *
     * @param local from where it has to be reachable
     */
    default CompletionStage<Optional<InetAddress>> resolve(String name, InetAddress local) {
        return NameLookup.lookUp(name, local, ForkJoinPool.commonPool());
    }

    /**
     * An initiator has proven its identity: what may it have? The answer may come later, from any thread, but before
     * the half-open timeout. A failed stage refuses it.
     */
    default CompletionStage<Authorization> authorize(PeerRequest request) {
        return CompletableFuture.completedFuture(
                new Authorization.Refused("the application does not authorize initiators"));
    }
}
