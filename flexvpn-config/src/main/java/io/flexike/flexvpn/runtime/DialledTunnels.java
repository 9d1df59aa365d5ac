package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.ike.session.CloseReason;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The static tunnels that connect by themselves, and which IKE SAs they have begun. On the engine's thread. */
final class DialledTunnels {
    private final TunnelBoard board;
    private final EventDispatcher dispatcher;
    private final Map<Long, DialledTunnel> byHandle = new HashMap<>();
    private final Map<String, Dialler> diallersByTunnel = new HashMap<>();
    private final Map<Long, DialledTunnel> begun = new HashMap<>();
    private volatile boolean redials;

    DialledTunnels(TunnelBoard board, EventDispatcher dispatcher, boolean redials) {
        this.board = board;
        this.dispatcher = dispatcher;
        this.redials = redials;
    }

    record DialledTunnel(Dialler dialler, TunnelInterface device) {}

    /** Before the engine starts, or on its thread. */
    void know(long handle, Dialler dialler, TunnelInterface device) {
        byHandle.put(handle, new DialledTunnel(dialler, device));
        diallersByTunnel.put(device.name(), dialler);
    }

    /** The tunnel of that dialler is given up. */
    void forget(Dialler dialler) {
        byHandle.values().removeIf(tunnel -> tunnel.dialler == dialler);
        diallersByTunnel.values().remove(dialler);
    }

    /** From any thread: what is lost from now on stays lost. */
    void stopRedialling() {
        redials = false;
    }

    /**
     * An IKE SA has been begun.
     *
     * @return false if the tunnel was given up while it was being dialled
     */
    boolean initiated(long handle, long ikeSpi) {
        DialledTunnel tunnel = byHandle.get(handle);
        if (tunnel != null) {
            begun.put(ikeSpi, tunnel);
        }
        return tunnel != null;
    }

    /** The tunnel for which we have begun an IKE SA. */
    Optional<DialledTunnel> of(long ikeSpi) {
        return Optional.ofNullable(begun.get(ikeSpi));
    }

    /** An IKE SA has a successor. */
    void rekeyed(long old, long successor) {
        DialledTunnel tunnel = begun.remove(old);
        if (tunnel != null) {
            begun.put(successor, tunnel);
        }
    }

    /** An IKE SA is gone; the tunnel for which we had begun it. */
    Optional<DialledTunnel> closed(long ikeSpi) {
        return Optional.ofNullable(begun.remove(ikeSpi));
    }

    /** The IKE SAs that were begun for a tunnel. */
    List<Long> begunFor(String origin) {
        return begun.entrySet().stream()
                .filter(entry -> entry.getValue().device.origin().equals(origin))
                .map(Map.Entry::getKey)
                .toList();
    }

    Collection<Dialler> diallers() {
        return diallersByTunnel.values();
    }

    /** A session of that tunnel is up, whoever has connected. */
    void up(String tunnel) {
        Dialler dialler = diallersByTunnel.get(tunnel);
        if (dialler != null) {
            dialler.succeeded();
        }
        board.up(tunnel);
    }

    /** The last session of that tunnel is gone. */
    void lost(String tunnel, CloseReason reason) {
        board.down(tunnel, reason.toString());
        Dialler dialler = diallersByTunnel.get(tunnel);
        if (dialler != null && redials) {
            dialler.dialLater();
            if (reason.kind() == CloseReason.Kind.PEER_CRASHED) {
                // it has just proved that it is there
                dialler.hurry();
            }
        }
    }

    /** A dialler did not bring its tunnel up. From any thread. */
    void connectFailed(Dialler dialler, String reason) {
        String tunnel = dialler.tunnel().name();
        if (board.isUp(tunnel)) {
            return;
        }
        board.down(tunnel, reason);
        dispatcher.publish(new GatewayEvent.ConnectFailed(tunnel, reason));
        if (redials) {
            dialler.dialLater();
        }
    }
}
