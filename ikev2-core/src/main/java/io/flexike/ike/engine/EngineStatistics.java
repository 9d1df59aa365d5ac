package io.flexike.ike.engine;

/**
 * How many IKE SAs there are, and what has become of all first requests since the engine was made.
 *
 * @param incomingNegotiating IKE SAs that a peer has begun, before the end of IKE_AUTH
 * @param outgoingNegotiating IKE SAs that we have begun, before the end of IKE_AUTH
 * @param incomingActive established IKE SAs that a peer has begun; by whom one was rekeyed does not count
 * @param outgoingActive established IKE SAs that we have begun
 * @param counters what has happened so far
 */
public record EngineStatistics(
        int incomingNegotiating, int outgoingNegotiating, int incomingActive, int outgoingActive, Counters counters) {
    /**
     * What has happened so far.
     *
     * @param incomingAccepted first requests (IKE_SA_INIT, IKE_SESSION_RESUME) that have made an IKE SA
     * @param incomingRejected first requests that were refused or dropped for whatever reason, those included that had
     *     to come again with another group, but not those that had to come again with a cookie
     * @param incomingLimited those of them that were beyond a limit of {@link EngineLimits}
     * @param outgoingAccepted IKE SAs that were begun
     * @param outgoingRejected those that were not, because a limit was reached or the engine shuts down
     * @param cookiesSent requests that were answered by a cookie (RFC 7296 2.6)
     * @param cookiesAccepted requests that came with a good cookie
     * @param cookiesRejected requests that came with a cookie that was none of ours or too old; they count as sent, too
     * @param revokedPeers IKE SAs that were ended because the certificate of the peer had been revoked
     */
    public record Counters(
            long incomingAccepted,
            long incomingRejected,
            long incomingLimited,
            long outgoingAccepted,
            long outgoingRejected,
            long cookiesSent,
            long cookiesAccepted,
            long cookiesRejected,
            long revokedPeers) {}
}
