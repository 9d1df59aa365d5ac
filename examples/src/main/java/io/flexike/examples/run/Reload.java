package io.flexike.examples.run;

import io.flexike.flexvpn.ConfigurationException;
import io.flexike.flexvpn.FlexVpnException;
import io.flexike.flexvpn.FlexVpnGateway;
import io.flexike.flexvpn.ios.RouterConfig;
import io.flexike.flexvpn.session.AppliedChanges;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Another configuration in place of the one that runs. */
final class Reload {
    private final FlexVpnGateway gateway;
    private final RunOptions options;
    private final PrintStream err;
    private RouterConfig running;

    Reload(FlexVpnGateway gateway, RunOptions options, RouterConfig running, PrintStream err) {
        this.gateway = gateway;
        this.options = options;
        this.running = running;
        this.err = err;
    }

    /** The configuration that runs. */
    RouterConfig running() {
        return running;
    }

    /** Applies the configuration in a file, or leaves everything as it is if something is wrong in it. */
    String with(Path file) throws InterruptedException {
        RouterFile read = RouterFile.read(file, options.beginning(), options.trustpoints());
        read.remarks().forEach(err::println);
        if (read.gateway().isEmpty()) {
            return "% " + file + " is not applied, there are errors in it\n";
        }
        try {
            AppliedChanges changes = gateway.apply(read.gateway().get());
            running = read.router();
            return file + " is applied" + names("added", changes.added()) + names("removed", changes.removed())
                    + names("restarted", changes.restarted()) + names("adjusted", changes.adjusted())
                    + names("unchanged", changes.unchanged()) + "\n";
        } catch (ConfigurationException e) {
            e.findings().forEach(finding -> err.println(file + ": " + finding));
            return "% " + file + " is not applied\n";
        } catch (FlexVpnException e) {
            running = read.router();
            return "% " + e.getMessage() + "\n";
        }
    }

    private static String names(String what, List<String> names) {
        return names.isEmpty() ? "" : "; " + what + ": " + String.join(", ", names);
    }
}
