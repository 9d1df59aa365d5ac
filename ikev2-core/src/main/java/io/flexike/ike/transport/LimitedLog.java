package io.flexike.ike.transport;

import java.util.OptionalLong;
import org.slf4j.Logger;

/** Lines about what peers and networks do wrong: at DEBUG, and at most ten a second. */
final class LimitedLog {
    private static final int LINES_PER_SECOND = 10;

    private final Logger log;
    private final RateLimit limit = new RateLimit(LINES_PER_SECOND, System.nanoTime());

    LimitedLog(Logger log) {
        this.log = log;
    }

    void debug(String what, String why) {
        if (log.isDebugEnabled()) {
            OptionalLong suppressed = limit.tryPass(System.nanoTime());
            if (suppressed.isPresent()) {
                log.debug("{}: {} ({} lines like this left out)", what, why, suppressed.getAsLong());
            }
        }
    }
}
