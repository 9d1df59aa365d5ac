package io.flexike.ike.task;

import io.flexike.crypto.suite.ChildSuite;
import io.flexike.crypto.suite.ProposalSelection;
import io.flexike.crypto.suite.Selection;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NoProposalChosenException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.error.TsUnacceptableException;
import io.flexike.ike.keys.KeyDerivation;
import io.flexike.ike.keys.SharedSecrets;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.OfferedProposal;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.payload.TsiPayload;
import io.flexike.ike.payload.TsrPayload;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.Narrowing;
import io.flexike.ike.selector.TrafficSelector;
import io.flexike.ike.session.Asked;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.ChildSaPolicy;
import io.flexike.ike.session.Rejection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SA, TSi, TSr and the notifies of a Child SA (RFC 7296 1.2, 1.3.1, 2.9, 2.17). */
public final class ChildSaTask extends Task {
    private static final int SPI_OCTETS = 4;
    private static final String AH_BARRED = "Child SA: AH protects the outer addresses, so that it can neither cross a"
            + " NAT nor travel in UDP or TCP, and this IKE SA does";

    private final IkeSa sa;
    private final ChildSaDemand demand;
    private final boolean ahBarred;
    private final int inboundSpi;
    private @Nullable OfferedProposal chosen;
    private List<AddressSelector> local = List.of();
    private List<AddressSelector> remote = List.of();
    private int outboundSpi;
    private boolean initiator;
    private boolean abandoned;
    private ChildSaMode mode = ChildSaMode.TUNNEL;
    private boolean mayPad = true;
    private boolean nonFirstFragments;

    public ChildSaTask(IkeSa sa, ChildSaDemand demand) {
        this.sa = sa;
        this.demand = sa.isAhPossible() ? demand : demand.withoutAh();
        this.ahBarred = !this.demand.equals(demand);
        this.inboundSpi = sa.effects().newInboundSpi();
    }

    /** What we ask for, without what the crypto provider cannot do. */
    public Asked asked() {
        return Asked.childSa(sa.profileName(), demand.proposals(), demand.local(), demand.remote());
    }

    @Override
    public void buildRequest(List<Payload> request) throws NoProposalChosenException {
        if (demand.proposals().isEmpty()) {
            throw new NoProposalChosenException(ahBarred ? AH_BARRED : "Child SA: no configured proposal is supported");
        }
        initiator = true;
        sa.effects().expect(sa.localSpi(), inboundSpi);
        request.add(SaPayload.ofChildSa(inboundSpi, demand.proposals()));
    }

    /** Initiator: what comes behind nonce and key exchange. */
    public void buildSelectors(List<Payload> request) {
        addNotifies(
                request,
                demand.policy().mode() == ChildSaMode.TRANSPORT,
                demand.policy().nonFirstFragments());
        request.add(new TsiPayload(List.copyOf(demand.local())));
        request.add(new TsrPayload(List.copyOf(demand.remote())));
    }

    @Override
    public void processRequest(ReceivedPayloads request) throws IkeProtocolException {
        List<TrafficSelector> tsi = request.required(TsiPayload.class).selectors();
        List<TrafficSelector> tsr = request.required(TsrPayload.class).selectors();
        List<OfferedProposal> usable = request.required(SaPayload.class).proposals().stream()
                .filter(proposal -> proposal.spi().length == SPI_OCTETS)
                .toList();
        Selection selection = ProposalSelection.select(
                usable.stream().map(OfferedProposal::proposal).toList(), demand.proposals());
        if (selection instanceof Selection.NothingInCommon nothing) {
            if (ahBarred && usable.stream().anyMatch(ChildSaTask::isAh)) {
                throw new NoProposalChosenException(AH_BARRED);
            }
            throw new NoProposalChosenException(new Rejection.NoProposal(SecurityProtocol.ESP, nothing));
        }
        Selection.Selected selected = (Selection.Selected) selection;
        OfferedProposal answered = usable.get(selected.offeredIndex());
        outboundSpi = spi(answered);
        remote = sameIfEqual(Narrowing.narrow(tsi, demand.remote()), demand.remote());
        local = sameIfEqual(Narrowing.narrow(tsr, demand.local()), demand.local());
        if (remote.isEmpty() || local.isEmpty()) {
            throw new TsUnacceptableException(
                    new Rejection.TrafficSelectors(tsr, tsi, demand.local(), demand.remote()));
        }
        readNotifies(request);
        chosen = new OfferedProposal(answered.number(), spiOctets(inboundSpi), selected.chosen());
    }

    @Override
    public void buildResponse(List<Payload> response) {
        response.add(new SaPayload(List.of(required())));
    }

    /** Responder: what comes behind nonce and key exchange. */
    public void buildNarrowedSelectors(List<Payload> response) {
        addNotifies(response, mode == ChildSaMode.TRANSPORT, nonFirstFragments);
        response.add(new TsiPayload(List.copyOf(remote)));
        response.add(new TsrPayload(List.copyOf(local)));
    }

    @Override
    public void processResponse(ReceivedPayloads response) throws IkeProtocolException {
        OfferedProposal answer = IkeNegotiationTask.singleProposal(response.required(SaPayload.class));
        if (!ProposalSelection.isValidAnswer(demand.proposals(), answer.proposal())) {
            throw new InvalidSyntaxException(
                    new Rejection.NotOffered(SecurityProtocol.ESP, answer.proposal(), demand.proposals()));
        }
        outboundSpi = spi(answer);
        local = subset(response.required(TsiPayload.class).selectors(), demand.local());
        remote = subset(response.required(TsrPayload.class).selectors(), demand.remote());
        readNotifies(response);
        chosen = answer;
    }

    private void addNotifies(List<Payload> message, boolean transport, boolean fragments) {
        if (transport) {
            message.add(NotifyPayload.of(NotifyType.USE_TRANSPORT_MODE));
        }
        if (!demand.policy().tfcPadding()) {
            message.add(NotifyPayload.of(NotifyType.ESP_TFC_PADDING_NOT_SUPPORTED));
        }
        if (fragments) {
            message.add(NotifyPayload.of(NotifyType.NON_FIRST_FRAGMENTS_ALSO));
        }
    }

    /**
     * RFC 7296 1.3.1: transport mode and fragments hold if both ends say so; one that wants the mode and does not get
     * it has tunnel mode. Padding is the peer's to refuse.
     */
    private void readNotifies(ReceivedPayloads message) {
        ChildSaPolicy policy = demand.policy();
        mode = policy.mode() == ChildSaMode.TRANSPORT
                        && message.notify(NotifyType.USE_TRANSPORT_MODE).isPresent()
                ? ChildSaMode.TRANSPORT
                : ChildSaMode.TUNNEL;
        mayPad = message.notify(NotifyType.ESP_TFC_PADDING_NOT_SUPPORTED).isEmpty();
        nonFirstFragments = policy.nonFirstFragments()
                && message.notify(NotifyType.NON_FIRST_FRAGMENTS_ALSO).isPresent();
    }

    /** What was agreed upon. */
    public ChildSuite suite() {
        return sa.effects().shared(ChildSuite.of(required().proposal()));
    }

    /** On which SPI the peer receives. */
    public int outboundSpi() {
        return outboundSpi;
    }

    /** What a data plane needs; the secrets are used up. */
    public ChildSaParameters parameters(byte[] nonceI, byte[] nonceR, SharedSecrets secrets) {
        ChildSuite suite = suite();
        ChildSaParameters.Keys keys = KeyDerivation.childKeys(
                sa.crypto().prf(sa.requiredSuite().prf()),
                suite.cipherSpec(),
                sa.requiredKeys().skD(),
                secrets,
                nonceI,
                nonceR,
                initiator);
        secrets.destroy();
        return new ChildSaParameters(
                sa.localSpi(),
                sa.profileName(),
                inboundSpi,
                outboundSpi,
                suite,
                keys,
                local,
                remote,
                sa.path(),
                sa.natDetected(),
                mode,
                demand.policy().lifetime().jittered(sa.random().nextDouble()),
                mayPad,
                nonFirstFragments);
    }

    /** Nothing will come of it. Does nothing when repeated. */
    @Override
    public void abandon() {
        if (abandoned) {
            return;
        }
        abandoned = true;
        if (initiator) {
            sa.effects().forget(sa.localSpi(), inboundSpi);
        }
        sa.effects().release(inboundSpi);
    }

    private OfferedProposal required() {
        if (chosen == null) {
            throw new AssertionError("nothing was agreed upon");
        }
        return chosen;
    }

    /** RFC 7296 2.9: the responder may only narrow what we offered. */
    private static List<AddressSelector> subset(List<TrafficSelector> answered, List<AddressSelector> offered)
            throws InvalidSyntaxException {
        List<AddressSelector> accepted = new ArrayList<>(answered.size());
        for (TrafficSelector selector : answered) {
            if (!(selector instanceof AddressSelector address)
                    || offered.stream().noneMatch(ours -> ours.contains(address))) {
                throw new InvalidSyntaxException(new Rejection.SelectorNotOffered(selector, offered));
            }
            accepted.add(address);
        }
        return sameIfEqual(accepted, offered);
    }

    /** A demand that was met in full is kept, and not a copy of it for every IKE SA. */
    private static List<AddressSelector> sameIfEqual(List<AddressSelector> agreed, List<AddressSelector> demanded) {
        return agreed.equals(demanded) ? demanded : List.copyOf(agreed);
    }

    private static int spi(OfferedProposal proposal) throws InvalidSyntaxException {
        boolean esp = proposal.proposal().protocol().equals(SecurityProtocol.ESP);
        if (!esp && !isAh(proposal) || proposal.spi().length != SPI_OCTETS) {
            throw new InvalidSyntaxException("Child SA: not a proposal for ESP or AH with an SPI of 4 octets");
        }
        int spi = proposal.childSpi();
        // RFC 4303 2.1: 0 is for local use, 1 to 255 are reserved.
        if (spi >= 0 && spi < 256) {
            throw new InvalidSyntaxException("Child SA: SPI " + spi + " is reserved");
        }
        return spi;
    }

    private static boolean isAh(OfferedProposal proposal) {
        return proposal.proposal().protocol().equals(SecurityProtocol.AH);
    }

    private static byte[] spiOctets(int spi) {
        return ByteBuffer.allocate(SPI_OCTETS).putInt(spi).array();
    }
}
