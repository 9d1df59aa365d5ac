package io.flexike.flexvpn;

import io.flexike.flexvpn.session.Assignment;
import io.flexike.flexvpn.session.SessionSnapshot;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.ike.selector.IpPrefix;
import io.flexike.ike.session.CloseReason;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A client's session with a gateway. Thread-safe. */
public final class RemoteAccess implements AutoCloseable {
    private final FlexVpnGateway runtime;
    private final PeerEndpoint gateway;
    private final SessionSnapshot atStart;
    private final CompletionStage<CloseReason> end;

    RemoteAccess(
            FlexVpnGateway runtime, PeerEndpoint gateway, SessionSnapshot atStart, CompletionStage<CloseReason> end) {
        this.runtime = runtime;
        this.gateway = gateway;
        this.atStart = atStart;
        this.end = end;
    }

    /** The gateway that answered. */
    public PeerEndpoint gateway() {
        return gateway;
    }

    /** The inner addresses that the gateway assigned, which the tunnel device has got. */
    public List<InetAddress> assignedAddresses() {
        return assignment().addresses();
    }

    /** The name servers that the gateway named; to use them is up to the application. */
    public List<InetAddress> dnsServers() {
        return assignment().dns();
    }

    /** The networks behind the gateway that it named; routes to them lead into the tunnel. */
    public List<IpPrefix> subnets() {
        return assignment().subnets();
    }

    /** Everything that the gateway sent in its CFG_REPLY; another one may assign something else (RFC 5685). */
    public Assignment assignment() {
        return session().assigned();
    }

    /** The session now, or as it was when it came up if it has ended. */
    public SessionSnapshot session() {
        return runtime.sessions().stream().findFirst().orElse(atStart);
    }

    /** Gives the session new keys now. */
    public void rekey() {
        runtime.rekey(session());
    }

    /** Authenticates anew without a gap (RFC 7296 2.8.3). */
    public void reauthenticate() {
        runtime.reauthenticate(session());
    }

    /** Completes when the session has ended, for whatever reason. */
    public CompletionStage<CloseReason> whenClosed() {
        return end;
    }

    /** Ends the session with a Delete and releases the tunnel device and the ports. */
    @Override
    public void close() {
        runtime.close();
    }
}
