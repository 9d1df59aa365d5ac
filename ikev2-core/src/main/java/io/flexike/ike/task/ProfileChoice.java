package io.flexike.ike.task;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalChoice;
import io.flexike.crypto.suite.ProposalSelection;
import io.flexike.ike.error.AuthenticationFailedException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.IdrPayload;
import io.flexike.ike.session.AuthenticationMethod;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.Rejection;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which of its profiles a responder takes for an initiator that has said who it is. */
final class ProfileChoice {
    private final IkeSa sa;
    private final List<PeerProfile> candidates;

    ProfileChoice(IkeSa sa, List<PeerProfile> candidates) {
        this.sa = sa;
        this.candidates = candidates;
    }

    /**
     * Chooses among those for the identity, or for the certificate that comes with it.
     *
     * @throws AuthenticationFailedException if there is none, or none that allows what was agreed upon before
     */
    PeerProfile choose(Identification peer, ReceivedPayloads request)
            throws AuthenticationFailedException, InvalidSyntaxException {
        Optional<X509Certificate> certificate = ShownCertificate.of(request.all(CertPayload.class));
        List<PeerProfile> matching = new ArrayList<>();
        for (PeerProfile profile : candidates) {
            if (profile.remoteIdentity().matches(peer, certificate)) {
                matching.add(profile);
            }
        }
        List<PeerProfile> allowing = allowingSuite(matching);
        if (allowing.isEmpty() && !matching.isEmpty()) {
            throw new AuthenticationFailedException(new Rejection.SuiteNotAllowed(
                    peer,
                    sa.requiredSuite(),
                    matching.stream().map(PeerProfile::name).toList()));
        }
        if (allowing.isEmpty()) {
            throw new AuthenticationFailedException(new Rejection.UnknownIdentity(
                    peer, candidates.stream().map(ProfileChoice::candidate).toList()));
        }
        Optional<AuthPayload> auth = request.optional(AuthPayload.class);
        boolean certified = !request.all(CertPayload.class).isEmpty();
        Optional<Identification> wanted = request.optional(IdrPayload.class).map(IdrPayload::identification);
        if (allowing.size() == 1) {
            return allowing.get(0);
        }
        List<PeerProfile> best = new ArrayList<>(allowing);
        // What the initiator proves itself by says which of them it means, and so does its IDr (RFC 7296 3.5), which is
        // only a wish.
        prefer(best, profile -> takes(profile, auth, certified));
        prefer(
                best,
                profile ->
                        wanted.isPresent() && profile.localIdentity().toWire().equals(wanted.get()));
        return best.get(0);
    }

    static Rejection.Candidate candidate(PeerProfile profile) {
        return new Rejection.Candidate(profile.name(), profile.remoteIdentity());
    }

    private static void prefer(List<PeerProfile> profiles, Predicate<PeerProfile> wish) {
        if (profiles.stream().anyMatch(wish)) {
            profiles.removeIf(wish.negate());
        }
    }

    private static boolean takes(PeerProfile profile, Optional<AuthPayload> auth, boolean certified) {
        List<AuthenticationMethod> methods = profile.remoteAuthentication().alternatives();
        return auth.isPresent()
                ? PeerProof.methodFor(auth.get(), certified, methods).isPresent()
                : methods.stream().anyMatch(AuthenticationMethod.Eap.class::isInstance);
    }

    /** The proposals of all profiles were acceptable until the peer said who it is. */
    private List<PeerProfile> allowingSuite(List<PeerProfile> profiles) {
        List<Proposal> agreed = List.of(sa.requiredSuite().toProposal());
        List<PeerProfile> allowing = new ArrayList<>();
        for (PeerProfile profile : profiles) {
            if (ProposalSelection.select(agreed, profile.ikeProposals()) instanceof ProposalChoice.Selected) {
                allowing.add(profile);
            }
        }
        return allowing;
    }
}
