package io.flexike.ike.engine;

import io.flexike.ike.session.Carrier;
import io.flexike.ike.session.LocalAddress;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.OuterAddresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which paths there might be between two ends that both may have several addresses (RFC 4555 2.1, 3.10). */
final class PathCandidates {
    /** Our choice: so many pairs of addresses are tried. */
    static final int MOST = 16;

    private final EngineContext context;
    private final IkeSa sa;

    PathCandidates(EngineContext context, IkeSa sa) {
        this.context = context;
        this.sa = sa;
    }

    /** Whether we have that end; if nobody has told us of addresses we have it. */
    boolean isOurs(InetSocketAddress local) {
        List<LocalAddress> ours = context.localEnds();
        boolean natTraversal = sa.path().natTraversal();
        if (sa.path().carrier() == Carrier.TCP) {
            // A connection has a port of its own.
            return ours.isEmpty()
                    || ours.stream().anyMatch(each -> each.address().equals(local.getAddress()));
        }
        return ours.isEmpty()
                || ours.stream().anyMatch(each -> each.end(natTraversal).equals(local));
    }

    /** All pairs of the same family, those first that keep the peer's address of now. */
    List<Path> all() {
        Path current = sa.path();
        if (current.carrier() == Carrier.TCP) {
            return List.of();
        }
        Set<InetSocketAddress> remotes = new LinkedHashSet<>();
        remotes.add(current.remote());
        if (sa.mobility().isMobikeSpoken()) {
            for (InetAddress address : sa.mobility().peerAddresses()) {
                if (!address.equals(current.remote().getAddress())) {
                    // RFC 4555 does not tell the ports of other addresses: they are the same.
                    remotes.add(new InetSocketAddress(address, current.remote().getPort()));
                }
            }
        }
        List<Path> found = new ArrayList<>();
        for (InetSocketAddress remote : remotes) {
            for (InetSocketAddress local : locals(current)) {
                Path path = new Path(local, remote, current.natTraversal());
                if (found.size() < MOST && OuterAddresses.isAcceptable(path)) {
                    found.add(path);
                }
            }
        }
        return found;
    }

    private List<InetSocketAddress> locals(Path current) {
        return context.localEnds().isEmpty()
                ? List.of(current.local())
                : context.localEnds().stream()
                        .map(each -> each.end(current.natTraversal()))
                        .toList();
    }
}
