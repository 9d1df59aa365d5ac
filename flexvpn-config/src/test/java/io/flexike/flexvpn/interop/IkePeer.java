package io.flexike.flexvpn.interop;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A running strongSwan, wherever it runs, steered through {@code swanctl}. */
public interface IkePeer extends AutoCloseable {
    /** Runs swanctl against this daemon, whatever its exit code. */
    HostCommand.Outcome swanctl(String... arguments);

    /** Replaces connections, pools and secrets; SAs that are up stay up. */
    void load(String swanctlConf);

    default void load(SwanctlConf swanctlConf) {
        load(swanctlConf.text());
    }

    /** Everything the daemon has logged. */
    String log();

    /** Sets the child up, and the IKE SA first when there is none. The outcome tells whether it succeeded. */
    default HostCommand.Outcome initiate(String child) {
        return swanctl("--initiate", "--timeout", "20", "--child", child);
    }

    default HostCommand.Outcome terminateIke(String connection) {
        return swanctl("--terminate", "--timeout", "10", "--ike", connection);
    }

    default HostCommand.Outcome terminateChild(String child) {
        return swanctl("--terminate", "--timeout", "10", "--child", child);
    }

    /** The SAs as text; empty when there is none. */
    default String listSas() {
        return swanctl("--list-sas").orFail();
    }

    /** Waits until the log holds a match of the regular expression, and gives that match. */
    default Matcher awaitLog(String regex, Duration limit) {
        return awaitLog(Pattern.compile(regex), /* mark= */ 0, limit);
    }

    /** The same for what is logged behind a mark, which is a length of {@link #log()} from before. */
    default Matcher awaitLog(Pattern pattern, int mark) {
        return awaitLog(pattern, mark, FlexikePeer.PATIENCE);
    }

    private Matcher awaitLog(Pattern pattern, int mark, Duration limit) {
        try {
            return Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(limit)
                    .until(() -> pattern.matcher(log().substring(mark)), Matcher::find);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "no line like /" + pattern + "/ within " + limit + " in:\n" + log().substring(mark), e);
        }
    }

    /** Waits until there is no SA any more. */
    default void awaitNoSas(Duration limit) {
        try {
            Awaitility.await("the end of all SAs")
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .atMost(limit)
                    .until(() -> listSas().isEmpty());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("after " + limit + " there is still:\n" + listSas(), e);
        }
    }

    @Override
    void close();
}
