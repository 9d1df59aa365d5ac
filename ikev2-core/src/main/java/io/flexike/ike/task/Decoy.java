package io.flexike.ike.task;

import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.PeerProfile;
import java.util.List;
import java.util.Optional;

/**
 * Refuses an initiator whom no profile is for with the work that a wrong proof of a known one takes, so that nobody
 * learns whom we know.
 */
final class Decoy {
    private final IkeSa sa;
    private final Handshake handshake;
    private final List<PeerProfile> profiles;

    /** @param profiles among which there is none for the peer */
    Decoy(IkeSa sa, Handshake handshake, List<PeerProfile> profiles) {
        this.sa = sa;
        this.handshake = handshake;
        this.profiles = profiles;
    }

    /**
     * Looks at the proof as if the peer were that of the first profile which takes such a proof.
     *
     * @return never anything but questions
     * @throws AuthenticationFailedException the refusal, also by what follows from the progress
     */
    <T> Progress<T> refuse(AuthenticationFailedException refusal, Identification peer, ReceivedPayloads request)
            throws IkeProtocolException {
        Optional<AuthPayload> auth = request.optional(AuthPayload.class);
        if (auth.isEmpty()) {
            throw refusal;
        }
        List<CertPayload> certificates = request.all(CertPayload.class);
        for (PeerProfile profile : profiles) {
            List<AuthenticationMethod> methods = profile.remoteAuthentication().alternatives();
            if (PeerProof.methodFor(auth.get(), !certificates.isEmpty(), methods)
                    .isPresent()) {
                PeerProof proof = new PeerProof(sa, handshake, profile, peer);
                return refused(refusal, () -> proof.check(methods, certificates, auth.get()));
            }
        }
        throw refusal;
    }

    @FunctionalInterface
    private interface Look {
        Progress<AuthenticationMethod> take() throws IkeProtocolException;
    }

    private static <T> Progress<T> refused(AuthenticationFailedException refusal, Look look)
            throws IkeProtocolException {
        Progress<AuthenticationMethod> seen;
        try {
            seen = look.take();
        } catch (AuthenticationFailedException e) {
            throw refusal;
        }
        if (seen instanceof Progress.Waits<AuthenticationMethod> waits) {
            return Progress.ask(
                    waits.question(),
                    answer -> refused(refusal, () -> waits.next().answered(answer)));
        }
        throw refusal;
    }
}
