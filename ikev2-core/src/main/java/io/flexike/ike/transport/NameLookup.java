package io.flexike.ike.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Asks the system for the address of a gateway, on another thread. */
public final class NameLookup {
    private NameLookup() {}

    /**
     * The first address of a name that can be reached from a local one.
     *
     * @param local decides on the family, unless it is the wildcard
     * @param executor where the system is waited for
     * @return never fails; empty if there is no such address
     */
    public static CompletionStage<Optional<InetAddress>> lookUp(String name, InetAddress local, Executor executor) {
        return CompletableFuture.supplyAsync(() -> lookUp(name, local), executor)
                .exceptionally(refused -> Optional.empty());
    }

    private static Optional<InetAddress> lookUp(String name, InetAddress local) {
        try {
            return Arrays.stream(InetAddress.getAllByName(name))
                    .filter(address -> local.isAnyLocalAddress() || local.getClass() == address.getClass())
                    .findFirst();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
