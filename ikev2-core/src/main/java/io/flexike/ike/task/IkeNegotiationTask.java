package io.flexike.ike.task;

import io.flexike.crypto.SecretBytes;
import io.flexike.crypto.kex.InvalidPublicValueException;
import io.flexike.crypto.kex.KeyExchangeResult;
import io.flexike.crypto.kex.PendingKeyExchange;
import io.flexike.crypto.prf.Prf;
import io.flexike.crypto.suite.IkeSuite;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalChoice;
import io.flexike.crypto.suite.ProposalSelection;
import io.flexike.crypto.suite.StrengthOrder;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidKePayloadException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NoProposalChosenException;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.keys.KeyDerivation;
import io.flexike.ike.keys.SharedSecrets;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.OfferedProposal;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.session.Rejection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * SA, KE and Nonce of IKE_SA_INIT (RFC 7296 1.2) and of the rekeying of an IKE SA (RFC 7296 1.3.2): agrees on a suite
 * and derives the keys of the IKE SA.
 */
public final class IkeNegotiationTask extends Task {
    private static final int NONCE_OCTETS = 32;

    private static final int SPI_OCTETS = 8;

    private final IkeSa sa;
    private final Optional<IkeSa> old;
    private final Handshake handshake;
    private final List<Proposal> proposals;
    private final Set<KeyExchangeMethod> tried = new HashSet<>();
    private final byte[] ownNonce;
    private KeyExchangeMethod method = KeyExchangeMethod.NONE;
    private @Nullable PendingKeyExchange pending;
    private @Nullable KeyExchangeResult responderResult;
    private @Nullable OfferedProposal chosen;
    private @Nullable IkeSuite agreed;
    private @Nullable SecretBytes firstSecret;

    /** @param proposals what we offer or accept, best first */
    public IkeNegotiationTask(IkeSa sa, Handshake handshake, List<Proposal> proposals) {
        this(sa, Optional.empty(), handshake, proposals);
    }

    /** The negotiation of an IKE SA that replaces another one. */
    public static IkeNegotiationTask rekeying(
            IkeSa successor, IkeSa old, Handshake handshake, List<Proposal> proposals) {
        return new IkeNegotiationTask(successor, Optional.of(old), handshake, proposals);
    }

    private IkeNegotiationTask(IkeSa sa, Optional<IkeSa> old, Handshake handshake, List<Proposal> proposals) {
        this.sa = sa;
        this.old = old;
        this.handshake = handshake;
        this.proposals = SupportedProposals.of(sa.crypto(), proposals);
        this.ownNonce = new byte[NONCE_OCTETS];
        sa.random().nextBytes(ownNonce);
    }

    /** RFC 7296 2.7: the responder wants another group; false if we did not offer it or have tried it. */
    public boolean retryWith(KeyExchangeMethod wanted) {
        if (!offeredMethods().contains(wanted) || tried.contains(wanted)) {
            return false;
        }
        method = wanted;
        destroyPending();
        return true;
    }

    /** A copy of the nonce that we send. */
    public byte[] ownNonce() {
        return ownNonce.clone();
    }

    /** Initiator: tries this method first, if it is offered. */
    public void preferring(KeyExchangeMethod wanted) {
        if (offeredMethods().contains(wanted)) {
            method = wanted;
        }
    }

    @Override
    public void buildRequest(List<Payload> request) throws IkeProtocolException {
        if (pending == null) {
            if (method.equals(KeyExchangeMethod.NONE)) {
                method = offeredMethods().stream()
                        .findFirst()
                        .orElseThrow(() -> new NoProposalChosenException("no configured proposal is supported"));
            }
            tried.add(method);
            pending = sa.crypto().keyExchange(method).initiate(sa.random());
        }
        request.add(old.isEmpty() ? SaPayload.ofIkeInit(proposals) : SaPayload.ofIkeRekey(sa.localSpi(), proposals));
        request.add(new KePayload(method, pending.publicValue()));
        request.add(new NoncePayload(ownNonce));
    }

    @Override
    public void processRequest(ReceivedPayloads request) throws IkeProtocolException {
        SaPayload offer = request.required(SaPayload.class);
        KePayload peerKey = request.required(KePayload.class);
        byte[] peerNonce = request.required(NoncePayload.class).nonce();
        int spiOctets = old.isEmpty() ? 0 : SPI_OCTETS;
        List<OfferedProposal> offered = new ArrayList<>();
        List<Proposal> choices = new ArrayList<>();
        for (OfferedProposal proposal : offer.proposals()) {
            if (proposal.spiOctets() == spiOctets) {
                offered.add(proposal);
                choices.add(proposal.proposal());
            }
        }
        // RFC 9370 2.2.2: additional key exchanges take IKE_INTERMEDIATE.
        boolean additional = old.isPresent() || IntermediateSupportTask.isSaid(request);
        List<Proposal> acceptable = additional ? proposals : ProposalSelection.withoutAdditionalKeyExchanges(proposals);
        ProposalChoice selection = ProposalSelection.select(choices, acceptable);
        if (selection instanceof ProposalChoice.NothingInCommon nothing) {
            throw new NoProposalChosenException(new Rejection.NoProposal(SecurityProtocol.IKE, nothing));
        }
        ProposalChoice.Selected selected = (ProposalChoice.Selected) selection;
        IkeSuite suite = IkeSuite.of(selected.chosen());
        // RFC 7296 1.2: the KE payload must be of the group that is chosen, or the initiator has to try again.
        if (!peerKey.method().equals(suite.keyExchange())) {
            throw new InvalidKePayloadException(
                    suite.keyExchange(), new Rejection.KeyExchange(peerKey.method(), suite.keyExchange()));
        }
        OfferedProposal answered = offered.get(selected.offeredIndex());
        readSpi(answered);
        try {
            responderResult = sa.crypto().keyExchange(suite.keyExchange()).respond(peerKey.publicValue(), sa.random());
        } catch (InvalidPublicValueException e) {
            throw new InvalidSyntaxException("KE payload: " + e.getMessage());
        }
        chosen = old.isEmpty()
                ? OfferedProposal.of(answered.number(), selected.chosen())
                : OfferedProposal.ofIkeSa(answered.number(), sa.localSpi(), selected.chosen());
        handshake.nonces(peerNonce, ownNonce);
        agree(suite, responderResult.sharedSecret());
    }

    @Override
    public void buildResponse(List<Payload> response) {
        if (chosen == null || responderResult == null) {
            throw new AssertionError("a response before its request");
        }
        response.add(new SaPayload(List.of(chosen)));
        response.add(new KePayload(suite().keyExchange(), responderResult.publicValue()));
        response.add(new NoncePayload(ownNonce));
    }

    @Override
    public void processResponse(ReceivedPayloads response) throws IkeProtocolException {
        OfferedProposal answer = singleProposal(response.required(SaPayload.class));
        KePayload peerKey = response.required(KePayload.class);
        byte[] peerNonce = response.required(NoncePayload.class).nonce();
        if (!ProposalSelection.isValidAnswer(proposals, answer.proposal())) {
            throw new NoProposalChosenException(
                    new Rejection.NotOffered(SecurityProtocol.IKE, answer.proposal(), proposals));
        }
        IkeSuite suite = IkeSuite.of(answer.proposal());
        if (old.isEmpty() && !suite.furtherKeyExchanges().isEmpty() && !IntermediateSupportTask.isSaid(response)) {
            throw new InvalidSyntaxException(
                    "SA payload: the peer chose additional key exchanges and does not support IKE_INTERMEDIATE");
        }
        if (pending == null
                || !suite.keyExchange().equals(method)
                || !peerKey.method().equals(method)) {
            throw new InvalidSyntaxException("KE payload: the peer answered " + method + " with " + peerKey.method()
                    + " and chose " + suite.keyExchange());
        }
        readSpi(answer);
        SecretBytes sharedSecret;
        try {
            sharedSecret = pending.complete(peerKey.publicValue());
        } catch (InvalidPublicValueException e) {
            throw new InvalidSyntaxException("KE payload: " + e.getMessage());
        }
        handshake.nonces(ownNonce, peerNonce);
        agree(suite, sharedSecret);
    }

    /** RFC 7296 1.3.2: in a rekeying each end says its new SPI in its proposals. */
    private void readSpi(OfferedProposal proposal) throws InvalidSyntaxException {
        if (old.isEmpty()) {
            return;
        }
        if (proposal.spi().length != SPI_OCTETS || proposal.ikeSpi() == 0) {
            throw new InvalidSyntaxException("SA payload: rekeying an IKE SA takes an SPI of 8 octets other than zero");
        }
        sa.remoteSpi(proposal.ikeSpi());
    }

    /** What was agreed upon. */
    public IkeSuite suite() {
        return IkeSa.invariant(agreed, "nothing was agreed upon");
    }

    private void agree(IkeSuite suite, SecretBytes sharedSecret) {
        agreed = suite;
        firstSecret = sharedSecret;
        if (old.isEmpty()) {
            derive(List.of());
        }
    }

    /** In a rekeying: derives the keys of the IKE SA when the last of its key exchanges is done (RFC 9370 2.2.4). */
    public void derive(List<SecretBytes> further) {
        SecretBytes first = IkeSa.invariant(firstSecret, "no key exchange");
        firstSecret = null;
        derive(suite(), new SharedSecrets(Optional.of(first), further));
    }

    /** Nothing will come of it: forgets its private value and the shared secret. */
    @Override
    public void abandon() {
        destroyPending();
        if (firstSecret != null) {
            firstSecret.destroy();
            firstSecret = null;
        }
    }

    private void destroyPending() {
        if (pending != null) {
            pending.destroy();
            pending = null;
        }
    }

    private SecretBytes skeyseed(Prf prf, SharedSecrets secrets) {
        byte[] nonceI = handshake.nonceI();
        byte[] nonceR = handshake.nonceR();
        if (old.isEmpty()) {
            return KeyDerivation.skeyseed(prf, nonceI, nonceR, secrets.first().orElseThrow());
        }
        Prf oldPrf = sa.crypto().prf(old.get().requiredSuite().prf());
        return KeyDerivation.rekeyedSkeyseed(oldPrf, old.get().requiredKeys().skD(), secrets, nonceI, nonceR);
    }

    private void derive(IkeSuite suite, SharedSecrets secrets) {
        Prf prf = sa.crypto().prf(suite.prf());
        SecretBytes skeyseed = skeyseed(prf, secrets);
        IkeKeys keys = KeyDerivation.ikeKeys(
                prf, suite, skeyseed, handshake.nonceI(), handshake.nonceR(), sa.initiatorSpi(), sa.responderSpi());
        skeyseed.destroy();
        secrets.destroy();
        sa.keys(suite, keys);
        handshake.steps().keyExchanges(old.isEmpty() ? suite.furtherKeyExchanges() : List.of());
        sa.logKeys();
    }

    private List<KeyExchangeMethod> offeredMethods() {
        return methods(proposals);
    }

    /**
     * The key exchange methods that proposals name: first that of the strongest choice, which a peer with the same
     * proposals makes, then the others, strongest first.
     */
    public static List<KeyExchangeMethod> methods(List<Proposal> proposals) {
        List<Transform> named = new ArrayList<>();
        proposals.forEach(proposal -> named.addAll(proposal.transforms(TransformType.KEY_EXCHANGE)));
        if (named.size() > 1) {
            named.sort(StrengthOrder.ofTransforms(SecurityProtocol.IKE));
            ProposalSelection.strongest(proposals)
                    .flatMap(choice -> choice.first(TransformType.KEY_EXCHANGE))
                    .ifPresent(strongest -> named.add(0, strongest));
        }
        Set<KeyExchangeMethod> methods = new LinkedHashSet<>();
        for (Transform transform : named) {
            if (!transform.isNone()) {
                methods.add(new KeyExchangeMethod(transform.id()));
            }
        }
        return List.copyOf(methods);
    }

    /** RFC 7296 3.3: the answer holds exactly one proposal. */
    static OfferedProposal singleProposal(SaPayload payload) throws InvalidSyntaxException {
        if (payload.proposals().size() != 1) {
            throw new InvalidSyntaxException("SA payload: the answer must hold one proposal, not "
                    + payload.proposals().size());
        }
        return payload.proposals().get(0);
    }
}
