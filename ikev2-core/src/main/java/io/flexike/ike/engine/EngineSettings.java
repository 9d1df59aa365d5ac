package io.flexike.ike.engine;

import io.flexike.crypto.CryptoProvider;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.RetransmissionSchedule;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/**
 * What an engine is made with.
 *
 * @param random the only source of randomness, so that a run repeats from a seed
 * @param responderProfiles who may connect to us; the first whose remote identity matches is used
 * @param halfOpenTimeout how long a responder waits between IKE_SA_INIT and the end of IKE_AUTH
 * @param cookieThreshold half-open IKE SAs from which on initiators must return a cookie (RFC 7296 2.6); 0 for always
 * @param maxHalfOpen half-open IKE SAs from which on new ones are dropped
 * @param traceMessages whether every message is reported decrypted
 * @param logKeys whether the keys of IKE SAs are put out
 * @param forceNatTraversal whether we pretend a NAT, so that ESP travels in UDP and everything moves to port 4500
 */
public record EngineSettings(
        CryptoProvider crypto,
        SecureRandom random,
        List<PeerProfile> responderProfiles,
        RetransmissionSchedule retransmission,
        Duration halfOpenTimeout,
        int cookieThreshold,
        int maxHalfOpen,
        boolean traceMessages,
        boolean logKeys,
        boolean forceNatTraversal) {
    public EngineSettings {
        responderProfiles = List.copyOf(responderProfiles);
    }

    /** Our defaults: a cookie above 100 half-open IKE SAs, at most 10,000 of them, 30 s to authenticate. */
    public static EngineSettings of(CryptoProvider crypto, SecureRandom random, List<PeerProfile> responderProfiles) {
        return new EngineSettings(
                crypto,
                random,
                responderProfiles,
                RetransmissionSchedule.DEFAULT,
                Duration.ofSeconds(30),
                100,
                10_000,
                false,
                false,
                false);
    }

    public EngineSettings withRetransmission(RetransmissionSchedule schedule) {
        return new EngineSettings(
                crypto,
                random,
                responderProfiles,
                schedule,
                halfOpenTimeout,
                cookieThreshold,
                maxHalfOpen,
                traceMessages,
                logKeys,
                forceNatTraversal);
    }

    public EngineSettings withCookieThreshold(int threshold) {
        return new EngineSettings(
                crypto,
                random,
                responderProfiles,
                retransmission,
                halfOpenTimeout,
                threshold,
                maxHalfOpen,
                traceMessages,
                logKeys,
                forceNatTraversal);
    }

    public EngineSettings withTracing(boolean messages, boolean keys) {
        return new EngineSettings(
                crypto,
                random,
                responderProfiles,
                retransmission,
                halfOpenTimeout,
                cookieThreshold,
                maxHalfOpen,
                messages,
                keys,
                forceNatTraversal);
    }

    public EngineSettings withForcedNatTraversal(boolean forced) {
        return new EngineSettings(
                crypto,
                random,
                responderProfiles,
                retransmission,
                halfOpenTimeout,
                cookieThreshold,
                maxHalfOpen,
                traceMessages,
                logKeys,
                forced);
    }
}
