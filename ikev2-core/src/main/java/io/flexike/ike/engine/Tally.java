package io.flexike.ike.engine;

/** Counts what becomes of first requests, and of peers later. */
final class Tally {
    private long incomingAccepted;
    private long incomingRejected;
    private long incomingLimited;
    private long outgoingAccepted;
    private long outgoingRejected;
    private long cookiesSent;
    private long cookiesAccepted;
    private long cookiesRejected;
    private long revokedPeers;

    void incoming(boolean accepted) {
        if (accepted) {
            incomingAccepted++;
        } else {
            incomingRejected++;
        }
    }

    void limited() {
        incomingLimited++;
    }

    void outgoing(boolean accepted) {
        if (accepted) {
            outgoingAccepted++;
        } else {
            outgoingRejected++;
        }
    }

    void cookieAccepted() {
        cookiesAccepted++;
    }

    /** @param presented whether the request came with another one */
    void cookieSent(boolean presented) {
        cookiesSent++;
        if (presented) {
            cookiesRejected++;
        }
    }

    void revokedPeer() {
        revokedPeers++;
    }

    long challenges() {
        return cookiesSent;
    }

    EngineStatistics.Counters counters() {
        return new EngineStatistics.Counters(
                incomingAccepted,
                incomingRejected,
                incomingLimited,
                outgoingAccepted,
                outgoingRejected,
                cookiesSent,
                cookiesAccepted,
                cookiesRejected,
                revokedPeers);
    }
}
