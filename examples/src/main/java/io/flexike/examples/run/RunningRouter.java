package io.flexike.examples.run;

import io.flexike.esp.tun.InMemoryHost;
import io.flexike.flexvpn.ConfigurationException;
import io.flexike.flexvpn.FlexVpnConfig;
import io.flexike.flexvpn.FlexVpnException;
import io.flexike.flexvpn.FlexVpnGateway;
import io.flexike.flexvpn.environment.GatewayEnvironment;
import io.flexike.flexvpn.session.GatewayEvent;
import io.flexike.ike.selector.IpPrefix;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A gateway from its configuration file to its end. */
public final class RunningRouter {
    /** The status when the configuration or the command line is wrong. */
    public static final int WRONG = 2;

    private static final int NOT_STARTED = 1;

    private final RunOptions options;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final RouteLines routes = new RouteLines();
    private volatile @Nullable FlexVpnGateway running;

    /** Prints events and answers to one stream, and what is wrong to the other one. */
    public RunningRouter(RunOptions options, InputStream in, PrintStream out, PrintStream err) {
        this.options = options;
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Runs until {@code quit} is typed or the process is told to end; returns the exit status. */
    public int run() throws InterruptedException {
        RouterFile file = RouterFile.read(options.configuration(), options.beginning(), options.trustpoints());
        file.remarks().forEach(err::println);
        options.remarks().forEach(err::println);
        if (file.gateway().isEmpty()) {
            return WRONG;
        }
        List<String> missing = options.inMemory() ? List.of() : Privileges.missing(options.ownPorts());
        if (!missing.isEmpty()) {
            err.println("this needs " + String.join(", ", missing)
                    + "; run it with these, or with --in-memory and without any");
            return NOT_STARTED;
        }
        try {
            return serve(file, file.gateway().get());
        } catch (ConfigurationException e) {
            e.findings().forEach(finding -> err.println(options.configuration() + ": " + finding));
            return WRONG;
        } catch (FlexVpnException e) {
            err.println(e.getMessage());
            return NOT_STARTED;
        }
    }

    private int serve(RouterFile file, FlexVpnConfig config) throws InterruptedException {
        FlexVpnGateway gateway = FlexVpnGateway.start(config, environment(file), this::print);
        endWithTheProcess(gateway);
        running = gateway;
        routes.changes(gateway.snapshot().routes());
        out.println("READY");
        ready.countDown();
        Reload reload = new Reload(gateway, options, file.router(), err);
        if (!new Console(gateway, reload, out).run(in)) {
            new CountDownLatch(1).await();
        }
        return 0;
    }

    private GatewayEnvironment environment(RouterFile file) {
        GatewayEnvironment environment =
                options.inMemory() ? inMemory(file) : GatewayEnvironment.linux().withPorts(options.ownPorts());
        return environment.withDataPlane(options.dataPlane());
    }

    private GatewayEnvironment inMemory(RouterFile file) {
        InMemoryHost host = InMemoryHost.named("host", System::nanoTime);
        for (InetAddress inner : OuterAddresses.ofLoopbacks(file.router())) {
            host.withAddress(IpPrefix.format(inner));
        }
        List<InetAddress> outer = OuterAddresses.ofThisSystem(file.router());
        return GatewayEnvironment.inMemory(host, IpPrefix.format(outer.get(0)), options.ownPorts())
                .withLocalAddresses(outer);
    }

    /** Whatever ends the process, peers are told, and the status is that of an orderly end. */
    private static void endWithTheProcess(FlexVpnGateway gateway) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            gateway.close();
                            Runtime.getRuntime().halt(0);
                        },
                        "end"));
    }

    /** Nothing is printed before the line that says that the gateway listens. */
    private void print(GatewayEvent event) {
        try {
            ready.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        EventLines.of(event).forEach(out::println);
        if (running != null) {
            routes.changes(running.snapshot().routes()).forEach(out::println);
        }
    }
}
