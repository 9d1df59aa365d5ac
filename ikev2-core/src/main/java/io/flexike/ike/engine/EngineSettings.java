package io.flexike.ike.engine;

import io.flexike.crypto.CryptoProvider;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.session.RetransmissionSchedule;
import io.flexike.ike.session.SessionContinuity;
import java.security.SecureRandom;
import java.util.List;

/**
 * What an engine is made with.
 *
 * @param random the only source of randomness, so that a run repeats from a seed
 * @param responderProfiles who may connect to us; the first whose remote identity matches is used
 * @param traceMessages whether every message is reported decrypted
 * @param logKeys whether the keys of IKE SAs are put out
 * @param continuity how IKE SAs outlive a loss of state
 */
public record EngineSettings(
        CryptoProvider crypto,
        SecureRandom random,
        List<PeerProfile> responderProfiles,
        RetransmissionSchedule retransmission,
        EngineLimits limits,
        ProtocolOptions options,
        boolean traceMessages,
        boolean logKeys,
        SessionContinuity continuity) {
    public EngineSettings {
        responderProfiles = List.copyOf(responderProfiles);
    }

    /** Our defaults for everything else. */
    public static EngineSettings of(CryptoProvider crypto, SecureRandom random, List<PeerProfile> responderProfiles) {
        return new EngineSettings(
                crypto,
                random,
                responderProfiles,
                RetransmissionSchedule.DEFAULT,
                EngineLimits.DEFAULT,
                ProtocolOptions.DEFAULT,
                false,
                false,
                SessionContinuity.DEFAULT);
    }

    public EngineSettings with(RetransmissionSchedule schedule) {
        return new EngineSettings(
                crypto, random, responderProfiles, schedule, limits, options, traceMessages, logKeys, continuity);
    }

    public EngineSettings with(EngineLimits newLimits) {
        return new EngineSettings(
                crypto,
                random,
                responderProfiles,
                retransmission,
                newLimits,
                options,
                traceMessages,
                logKeys,
                continuity);
    }

    public EngineSettings with(ProtocolOptions newOptions) {
        return new EngineSettings(
                crypto,
                random,
                responderProfiles,
                retransmission,
                limits,
                newOptions,
                traceMessages,
                logKeys,
                continuity);
    }

    public EngineSettings withTracing(boolean messages, boolean keys) {
        return new EngineSettings(
                crypto, random, responderProfiles, retransmission, limits, options, messages, keys, continuity);
    }

    public EngineSettings with(SessionContinuity newContinuity) {
        return new EngineSettings(
                crypto,
                random,
                responderProfiles,
                retransmission,
                limits,
                options,
                traceMessages,
                logKeys,
                newContinuity);
    }
}
