package io.flexike.flexvpn.runtime;

import io.flexike.flexvpn.tunnel.StaticTunnel;
import io.flexike.ike.engine.IkeInput;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The tunnels that connect by themselves, with who does that for them. Changes are made one at a time. */
final class StaticTunnels {
    private final DialledTunnels dialled;
    private final TunnelBoard board;
    private final OuterPorts ports;
    private final AuthenticationMethods methods;
    private final ScheduledExecutorService executor;
    private final Consumer<IkeInput> engine;
    private final Map<String, Dialler> diallers = new ConcurrentHashMap<>();
    private long lastHandle;

    StaticTunnels(
            DialledTunnels dialled,
            TunnelBoard board,
            OuterPorts ports,
            AuthenticationMethods methods,
            ScheduledExecutorService executor,
            Consumer<IkeInput> engine) {
        this.dialled = dialled;
        this.board = board;
        this.ports = ports;
        this.methods = methods;
        this.executor = executor;
        this.engine = engine;
    }

    /** Makes known a tunnel whose interface is open. Before the engine starts or on its thread; dials nothing yet. */
    void add(StaticTunnel tunnel, TunnelInterface device, Supplier<IkePolicies> policies) {
        board.add(tunnel.name());
        if (tunnel.responderOnly()) {
            return;
        }
        AtomicReference<@Nullable Dialler> self = new AtomicReference<>();
        long own = ++lastHandle;
        Dialler dialler = new Dialler(
                tunnel,
                (now, local, remote) -> PeerProfiles.initiator(now, methods, policies.get(), local, remote),
                own,
                ports,
                executor,
                new Dialler.Callback() {
                    @Override
                    public boolean isUp() {
                        return board.isUp(tunnel.name());
                    }

                    @Override
                    public void initiate(IkeInput input) {
                        engine.accept(input);
                    }

                    @Override
                    public void failed(String reason) {
                        Dialler failed = self.get();
                        if (failed != null) {
                            dialled.connectFailed(failed, reason);
                        }
                    }
                });
        self.set(dialler);
        diallers.put(tunnel.name(), dialler);
        dialled.know(own, dialler, device);
    }

    /** Connects a tunnel now, if it connects by itself. */
    void dial(String name) {
        Dialler dialler = diallers.get(name);
        if (dialler != null) {
            dialler.dialNow();
        }
    }

    /** Connects a tunnel now if it waits for its next attempt; returns whether it is one that connects by itself. */
    boolean hurry(String name) {
        Dialler dialler = diallers.get(name);
        if (dialler != null) {
            dialler.hurry();
        }
        return dialler != null;
    }

    /** What is different in it does not concern a session that is there. */
    void use(StaticTunnel tunnel) {
        Dialler dialler = diallers.get(tunnel.name());
        if (dialler != null) {
            dialler.use(tunnel);
        }
    }

    /** The tunnel is given up: it is never dialled again. On the engine's thread. */
    void remove(String name) {
        Dialler dialler = diallers.remove(name);
        if (dialler != null) {
            dialler.close();
            dialled.forget(dialler);
        }
        board.remove(name);
    }

    /** There may be a better way to their peers than before. */
    void hurry() {
        diallers.values().forEach(Dialler::hurry);
    }

    /** Nothing is dialled any more. */
    void close() {
        diallers.values().forEach(Dialler::close);
    }
}
