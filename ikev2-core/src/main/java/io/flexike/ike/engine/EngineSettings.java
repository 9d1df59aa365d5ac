package io.flexike.ike.engine;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.ProtocolOptions;
import io.flexike.ike.session.Redirector;
import io.flexike.ike.session.RetransmissionSchedule;
import io.flexike.ike.session.SessionContinuity;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;

/**
 * What an engine is made with.
 *
 * @param random the only source of randomness, so that a run repeats from a seed
 * @param responderProfiles who may connect to us; the first whose local addresses and remote identity match is used,
 *     and several may have one name
 * @param crashSecrets from which our crash detection tokens are made (RFC 6290), newest first, at most four of 32
 *     octets or more; they have to survive a crash and must not be shared by engines that work at the same time. None
 *     for no tokens
 * @param redirector which initiators are sent to another gateway
 * @param continuity how IKE SAs outlive a loss of state
 * @param traceMessages whether every message is reported decrypted
 * @param logKeys whether the keys of IKE SAs are put out
 */
public record EngineSettings(
        CryptoProvider crypto,
        SecureRandom random,
        List<PeerProfile> responderProfiles,
        RetransmissionSchedule retransmission,
        EngineLimits limits,
        ProtocolOptions options,
        List<SecretBytes> crashSecrets,
        Redirector redirector,
        SessionContinuity continuity,
        boolean traceMessages,
        boolean logKeys) {
    /** RFC 6290 4.5: so many tokens the peer looks at. */
    private static final int MAX_CRASH_SECRETS = 4;

    /** RFC 6290 5.1. */
    private static final int MIN_CRASH_SECRET_OCTETS = 32;

    public EngineSettings {
        responderProfiles = List.copyOf(responderProfiles);
        crashSecrets = List.copyOf(crashSecrets);
        if (crashSecrets.size() > MAX_CRASH_SECRETS) {
            throw new IllegalArgumentException(
                    crashSecrets.size() + " crash detection secrets; it takes at most " + MAX_CRASH_SECRETS);
        }
        if (crashSecrets.stream().anyMatch(secret -> secret.length() < MIN_CRASH_SECRET_OCTETS)) {
            throw new IllegalArgumentException(
                    "a crash detection secret has fewer than " + MIN_CRASH_SECRET_OCTETS + " octets");
        }
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
                List.of(),
                Redirector.NONE,
                SessionContinuity.DEFAULT,
                false,
                false);
    }

    public EngineSettings with(RetransmissionSchedule schedule) {
        return changed(draft -> draft.retransmission = schedule);
    }

    public EngineSettings with(EngineLimits newLimits) {
        return changed(draft -> draft.limits = newLimits);
    }

    public EngineSettings with(ProtocolOptions newOptions) {
        return changed(draft -> draft.options = newOptions);
    }

    public EngineSettings withCrashSecrets(List<SecretBytes> newestFirst) {
        return changed(draft -> draft.crashSecrets = newestFirst);
    }

    public EngineSettings with(Redirector newRedirector) {
        return changed(draft -> draft.redirector = newRedirector);
    }

    public EngineSettings with(SessionContinuity newContinuity) {
        return changed(draft -> draft.continuity = newContinuity);
    }

    public EngineSettings withTracing(boolean messages, boolean keys) {
        return changed(draft -> {
            draft.traceMessages = messages;
            draft.logKeys = keys;
        });
    }

    private EngineSettings changed(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.settled();
    }

    /** The same in a form in which one component can be changed. */
    private static final class Draft {
        private CryptoProvider crypto;
        private SecureRandom random;
        private List<PeerProfile> responderProfiles;
        private RetransmissionSchedule retransmission;
        private EngineLimits limits;
        private ProtocolOptions options;
        private List<SecretBytes> crashSecrets;
        private Redirector redirector;
        private SessionContinuity continuity;
        private boolean traceMessages;
        private boolean logKeys;

        Draft(EngineSettings from) {
            crypto = from.crypto;
            random = from.random;
            responderProfiles = from.responderProfiles;
            retransmission = from.retransmission;
            limits = from.limits;
            options = from.options;
            crashSecrets = from.crashSecrets;
            redirector = from.redirector;
            continuity = from.continuity;
            traceMessages = from.traceMessages;
            logKeys = from.logKeys;
        }

        EngineSettings settled() {
            return new EngineSettings(
                    crypto,
                    random,
                    responderProfiles,
                    retransmission,
                    limits,
                    options,
                    crashSecrets,
                    redirector,
                    continuity,
                    traceMessages,
                    logKeys);
        }
    }
}
