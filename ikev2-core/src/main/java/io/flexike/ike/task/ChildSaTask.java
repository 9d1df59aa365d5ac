package io.flexike.ike.task;

import io.flexike.crypto.suite.EspSuite;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalSelection;
import io.flexike.crypto.suite.Selection;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.crypto.transform.SequenceNumbers;
import io.flexike.crypto.transform.Transform;
import io.flexike.crypto.transform.TransformType;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InternalAddressFailureException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NoProposalChosenException;
import io.flexike.ike.error.TsUnacceptableException;
import io.flexike.ike.keys.KeyDerivation;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.OfferedProposal;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.payload.TsiPayload;
import io.flexike.ike.payload.TsrPayload;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.Narrowing;
import io.flexike.ike.selector.TrafficSelector;
import io.flexike.ike.session.Authorization;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.ChildSaSnapshot;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.SaLifetime;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SA, TSi and TSr of a Child SA (RFC 7296 1.2, 2.9, 2.17). That it fails does not fail the exchange. */
public final class ChildSaTask extends Task {
    private static final int SPI_OCTETS = 4;

    private final IkeSa sa;
    private final Handshake handshake;
    private final List<Proposal> proposals;
    private final int inboundSpi;
    private Authorization authorization = new Authorization.Refused("nobody was asked");
    private @Nullable OfferedProposal chosen;
    private @Nullable IkeProtocolException refusal;
    private List<AddressSelector> local = List.of();
    private List<AddressSelector> remote = List.of();
    private int outboundSpi;

    public ChildSaTask(IkeSa sa, Handshake handshake) {
        this.sa = sa;
        this.handshake = handshake;
        // RFC 7296 1.2: no key exchange in IKE_AUTH; RFC 7296 3.3.3: ESN must be said.
        this.proposals = SupportedProposals.of(sa.crypto(), sa.requiredProfile().espProposals()).stream()
                .map(proposal -> withSequenceNumbers(proposal.without(TransformType.KEY_EXCHANGE)))
                .toList();
        this.inboundSpi = sa.effects().newInboundSpi();
    }

    /** Responder: what the peer may have. */
    public void authorized(Authorization answer) {
        authorization = answer;
    }

    @Override
    public void buildRequest(List<Payload> request) throws NoProposalChosenException {
        if (proposals.isEmpty()) {
            throw new NoProposalChosenException("Child SA: no configured proposal is supported");
        }
        request.add(SaPayload.ofChildSa(inboundSpi, proposals));
        request.add(new TsiPayload(List.copyOf(sa.requiredProfile().localSelectors())));
        request.add(new TsrPayload(List.copyOf(sa.requiredProfile().remoteSelectors())));
    }

    @Override
    public void processRequest(ReceivedPayloads request) throws IkeProtocolException {
        Optional<SaPayload> offer = request.optional(SaPayload.class);
        if (offer.isEmpty()) {
            return;
        }
        List<TrafficSelector> tsi = request.required(TsiPayload.class).selectors();
        List<TrafficSelector> tsr = request.required(TsrPayload.class).selectors();
        try {
            accept(offer.get(), tsi, tsr);
        } catch (NoProposalChosenException | TsUnacceptableException | InternalAddressFailureException e) {
            chosen = null;
            refusal = e;
        }
    }

    private void accept(SaPayload offer, List<TrafficSelector> tsi, List<TrafficSelector> tsr)
            throws IkeProtocolException {
        if (authorization instanceof Authorization.NoAddress noAddress) {
            throw new InternalAddressFailureException(noAddress.reason());
        }
        if (!(authorization instanceof Authorization.Granted granted)) {
            throw new AssertionError("a Child SA for a peer that is not authorized");
        }
        List<OfferedProposal> usable = offer.proposals().stream()
                .filter(proposal -> proposal.spi().length == SPI_OCTETS)
                .toList();
        Selection selection = ProposalSelection.select(
                usable.stream().map(OfferedProposal::proposal).toList(), proposals);
        if (selection instanceof Selection.NothingInCommon nothing) {
            throw new NoProposalChosenException("Child SA: " + nothing.reason());
        }
        Selection.Selected selected = (Selection.Selected) selection;
        OfferedProposal answered = usable.get(selected.offeredIndex());
        outboundSpi = spi(answered);
        remote = Narrowing.narrow(tsi, granted.remote());
        local = Narrowing.narrow(tsr, granted.local());
        if (remote.isEmpty() || local.isEmpty()) {
            throw new TsUnacceptableException("the peer offers " + tsi + " to " + tsr + ", allowed is "
                    + granted.remote() + " to " + granted.local());
        }
        chosen = new OfferedProposal(answered.number(), spiOctets(inboundSpi), selected.chosen());
    }

    @Override
    public void buildResponse(List<Payload> response) {
        if (refusal != null) {
            response.add(NotifyPayload.of(refusal));
        } else if (chosen != null) {
            response.add(new SaPayload(List.of(chosen)));
            response.add(new TsiPayload(List.copyOf(remote)));
            response.add(new TsrPayload(List.copyOf(local)));
        }
    }

    @Override
    public void processResponse(ReceivedPayloads response) throws IkeProtocolException {
        Optional<SaPayload> payload = response.optional(SaPayload.class);
        if (payload.isEmpty()) {
            return;
        }
        OfferedProposal answer = IkeNegotiationTask.singleProposal(payload.get());
        if (!ProposalSelection.isValidAnswer(proposals, answer.proposal())) {
            throw new InvalidSyntaxException("Child SA: the peer chose what we did not offer: " + answer.proposal());
        }
        outboundSpi = spi(answer);
        local = subset(
                response.required(TsiPayload.class).selectors(),
                sa.requiredProfile().localSelectors(),
                "TSi");
        remote = subset(
                response.required(TsrPayload.class).selectors(),
                sa.requiredProfile().remoteSelectors(),
                "TSr");
        chosen = answer;
    }

    /** Installs what was agreed upon, or tells why there is nothing to install. */
    public void conclude(Optional<NotifyPayload> peersError) {
        String profile = sa.profileName();
        if (chosen != null) {
            install(EspSuite.of(chosen.proposal()), profile);
            return;
        }
        abandon();
        if (refusal != null) {
            sa.effects().event(new IkeEvent.ChildSaRefused(sa.localSpi(), profile, Refusals.reason(refusal)));
        } else if (sa.initiator()) {
            CloseReason reason = peersError
                    .map(error -> Refusals.reason(error, proposals))
                    .orElseGet(() -> new CloseReason(
                            CloseReason.Kind.PEER_REFUSED,
                            "the peer answered without a Child SA and without a reason"));
            sa.effects().event(new IkeEvent.ChildSaRefused(sa.localSpi(), profile, reason));
        }
    }

    /** Nothing will come of it. */
    public void abandon() {
        sa.effects().release(inboundSpi);
    }

    private void install(EspSuite suite, String profile) {
        ChildSaParameters.Keys keys = KeyDerivation.childKeys(
                sa.crypto().prf(sa.requiredSuite().prf()),
                suite.cipherSpec(),
                sa.requiredKeys().skD(),
                handshake.nonceI(),
                handshake.nonceR(),
                sa.initiator());
        ChildSaSnapshot snapshot = new ChildSaSnapshot(
                inboundSpi, outboundSpi, suite, local, remote, sa.natDetected(), ChildSaMode.TUNNEL);
        sa.add(new ChildSa(snapshot));
        sa.effects()
                .install(new ChildSaParameters(
                        sa.localSpi(),
                        profile,
                        inboundSpi,
                        outboundSpi,
                        suite,
                        keys,
                        local,
                        remote,
                        sa.path(),
                        sa.natDetected(),
                        ChildSaMode.TUNNEL,
                        SaLifetime.ENDLESS,
                        false,
                        false));
        sa.effects().event(new IkeEvent.ChildSaEstablished(sa.localSpi(), snapshot));
    }

    /** RFC 7296 2.9: the responder may only narrow what we offered. */
    private static List<AddressSelector> subset(
            List<TrafficSelector> answered, List<AddressSelector> offered, String payload)
            throws InvalidSyntaxException {
        List<AddressSelector> accepted = new ArrayList<>(answered.size());
        for (TrafficSelector selector : answered) {
            if (!(selector instanceof AddressSelector address)
                    || offered.stream().noneMatch(ours -> ours.contains(address))) {
                throw new InvalidSyntaxException(
                        payload + ": the peer answered " + selector + ", which is not within " + offered);
            }
            accepted.add(address);
        }
        return accepted;
    }

    private static int spi(OfferedProposal proposal) throws InvalidSyntaxException {
        if (!proposal.proposal().protocol().equals(SecurityProtocol.ESP) || proposal.spi().length != SPI_OCTETS) {
            throw new InvalidSyntaxException("Child SA: not an ESP proposal with an SPI of 4 octets");
        }
        int spi = ByteBuffer.wrap(proposal.spi()).getInt();
        // RFC 4303 2.1: 0 is for local use, 1 to 255 are reserved.
        if (spi >= 0 && spi < 256) {
            throw new InvalidSyntaxException("Child SA: SPI " + spi + " is reserved");
        }
        return spi;
    }

    private static byte[] spiOctets(int spi) {
        return ByteBuffer.allocate(SPI_OCTETS).putInt(spi).array();
    }

    private static Proposal withSequenceNumbers(Proposal proposal) {
        if (!proposal.transforms(TransformType.SEQUENCE_NUMBERS).isEmpty()) {
            return proposal;
        }
        List<Transform> transforms = new ArrayList<>(proposal.transforms());
        transforms.add(Transform.sequenceNumbers(SequenceNumbers.STANDARD));
        return new Proposal(proposal.protocol(), transforms);
    }
}
