package io.flexike.examples;

import io.flexike.examples.run.RunOptions;
import io.flexike.examples.run.RunningRouter;
import io.flexike.examples.run.UsageException;
import java.util.List;

/**
 * A gateway as a program, driven by a router's configuration:
 *
 * <pre>java -jar flexike.jar run CONFIG [--pki DIR] [--pki-passphrase FILE] [--keylog DIR] [--pcap FILE] [--in-memory]
 *     [--ports IKE,NAT]</pre>
 *
 * Ends with status 0 when it was told to end, 1 when it could not start, 2 when the configuration or the command line
 * is wrong.
 */
public final class Flexike {
    private Flexike() {}

    /** Runs until the program is told to end. */
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) throws InterruptedException {
        try {
            if (arguments.isEmpty() || !arguments.get(0).equals("run")) {
                throw new UsageException("the first word is to be: run");
            }
            RunOptions options = RunOptions.parse(arguments.subList(1, arguments.size()));
            return new RunningRouter(options, System.in, System.out, System.err).run();
        } catch (UsageException e) {
            System.err.println(e.getMessage());
            System.err.println("usage: flexike run " + RunOptions.USAGE);
            return RunningRouter.WRONG;
        }
    }
}
