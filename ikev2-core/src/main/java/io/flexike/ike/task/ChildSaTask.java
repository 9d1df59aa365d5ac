package io.flexike.ike.task;

import io.flexike.crypto.suite.ChildSuite;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalChoice;
import io.flexike.crypto.suite.ProposalSelection;
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
import io.flexike.ike.selector.TrafficSelector;
import io.flexike.ike.session.Asked;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.ChildSaParameters;
import io.flexike.ike.session.ChildSaPolicy;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.session.Flow;
import io.flexike.ike.session.Rejection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** SA, TSi, TSr and the notifies of a Child SA (RFC 7296 1.2, 1.3.1, 2.9, 2.17). */
public final class ChildSaTask extends Task {
    private static final int SPI_OCTETS = 4;
    private static final String AH_BARRED = "Child SA: AH protects the outer addresses, so that it can neither cross a"
            + " NAT nor travel in UDP or TCP, and this IKE SA does";

    private static final CloseReason NO_TRANSPORT = new CloseReason(
            CloseReason.Kind.PEER_REFUSED, "the peer does not agree to transport mode, and tunnel mode is of no use");

    private static final CloseReason NOT_THE_SAME = new CloseReason(
            CloseReason.Kind.PEER_REFUSED, "the peer does not agree to the selectors that the Child SA beside it has");

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
    private @Nullable Flow flow;
    private boolean otherFlowsPossible;
    private ChildSaMode mode = ChildSaMode.TUNNEL;
    private boolean mayPad = true;
    private boolean nonFirstFragments;
    private final ResourceTask resources;

    public ChildSaTask(IkeSa sa, ChildSaDemand demand) {
        this.sa = sa;
        this.demand = sa.isAhPossible() ? demand : demand.withoutAh();
        this.ahBarred = !this.demand.equals(demand);
        this.inboundSpi = sa.effects().newInboundSpi();
        this.resources = new ResourceTask(sa);
    }

    /** It is to be the successor of another one. */
    public ChildSaTask replacing(ChildSa old) {
        resources.settle(old.group(), old.snapshot().resource());
        return this;
    }

    /** It is to be for that resource of ours, beside others of that group (RFC 9611). */
    public ChildSaTask within(ResourceGroup group, int resource) {
        resources.ask(group, resource);
        return this;
    }

    /** Those with the same selectors that it belongs to, once that is agreed upon. */
    public Optional<ResourceGroup> group() {
        return resources.group();
    }

    /** What we ask for, without what the crypto provider cannot do. */
    public Asked asked() {
        return Asked.childSa(
                sa.profileName(),
                demand.proposals(),
                demand.flow().local(),
                demand.flow().remote());
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
        ChildSaPolicy policy = demand.policy(demand.flow());
        addNotifies(request, policy.mode() == ChildSaMode.TRANSPORT, policy.nonFirstFragments());
        resources.buildRequest(request, policy.resources(), demand.flow(), policy.mode());
        request.add(new TsiPayload(List.copyOf(demand.flow().local())));
        request.add(new TsrPayload(List.copyOf(demand.flow().remote())));
    }

    @Override
    public void processRequest(ReceivedPayloads request) throws IkeProtocolException {
        List<TrafficSelector> tsi = request.required(TsiPayload.class).selectors();
        List<TrafficSelector> tsr = request.required(TsrPayload.class).selectors();
        List<OfferedProposal> usable = new ArrayList<>();
        List<Proposal> offered = new ArrayList<>();
        for (OfferedProposal proposal : request.required(SaPayload.class).proposals()) {
            if (proposal.spiOctets() == SPI_OCTETS) {
                usable.add(proposal);
                offered.add(proposal.proposal());
            }
        }
        ProposalChoice selection = ProposalSelection.select(offered, demand.proposals());
        if (selection instanceof ProposalChoice.NothingInCommon nothing) {
            if (ahBarred && usable.stream().anyMatch(ChildSaTask::isAh)) {
                throw new NoProposalChosenException(AH_BARRED);
            }
            throw new NoProposalChosenException(new Rejection.NoProposal(SecurityProtocol.ESP, nothing));
        }
        ProposalChoice.Selected selected = (ProposalChoice.Selected) selection;
        OfferedProposal answered = usable.get(selected.offeredIndex());
        outboundSpi = spi(answered);
        agreeOnFlow(request, tsi, tsr);
        resources.processRequest(request, policy().resources(), local, remote, mode);
        chosen = new OfferedProposal(answered.number(), spiOctets(inboundSpi), selected.chosen());
    }

    /** RFC 7296 2.23.1: for transport mode by the addresses that are seen here, for tunnel mode by those in the TS. */
    private void agreeOnFlow(ReceivedPayloads request, List<TrafficSelector> tsi, List<TrafficSelector> tsr)
            throws IkeProtocolException {
        if (request.notify(NotifyType.USE_TRANSPORT_MODE).isPresent()
                && narrow(OuterSubstitution.local(sa, tsr), OuterSubstitution.remote(sa, tsi))
                && policy().mode() == ChildSaMode.TRANSPORT) {
            mode = ChildSaMode.TRANSPORT;
        } else if (!narrow(tsr, DynamicSelectors.widened(tsi))) {
            throw new TsUnacceptableException(new Rejection.TrafficSelectors(
                    tsr, tsi, sides(demand.flows(), Flow::local), sides(demand.flows(), Flow::remote)));
        } else if (policy().transportRequired()) {
            throw new NoProposalChosenException(
                    "Child SA: transport mode is required, and the peer does not ask for it or not for these addresses");
        }
        readNotifies(request);
    }

    /** False if no flow has something in common with both sides. */
    private boolean narrow(List<TrafficSelector> ofOurs, List<TrafficSelector> ofPeers) {
        Optional<FlowChoice> choice = FlowChoice.of(demand.flows(), ofOurs, ofPeers);
        choice.ifPresent(taken -> {
            flow = taken.flow();
            local = sameIfEqual(taken.local(), taken.flow().local());
            remote = sameIfEqual(taken.remote(), taken.flow().remote());
            otherFlowsPossible = taken.othersPossible();
        });
        return choice.isPresent();
    }

    private static List<AddressSelector> sides(List<Flow> flows, Function<Flow, List<AddressSelector>> side) {
        return flows.stream().map(side).flatMap(List::stream).distinct().toList();
    }

    private ChildSaPolicy policy() {
        return flow == null ? demand.policy() : demand.policy(flow);
    }

    @Override
    public void buildResponse(List<Payload> response) {
        response.add(new SaPayload(List.of(required())));
    }

    /** Responder: what comes behind nonce and key exchange. */
    public void buildNarrowedSelectors(List<Payload> response) {
        addNotifies(response, mode == ChildSaMode.TRANSPORT, nonFirstFragments);
        resources.buildResponse(response);
        if (otherFlowsPossible) {
            // RFC 7296 2.9: the rest is acceptable as well, in another Child SA.
            response.add(NotifyPayload.of(NotifyType.ADDITIONAL_TS_POSSIBLE));
        }
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
        flow = demand.flow();
        List<TrafficSelector> tsi = response.required(TsiPayload.class).selectors();
        List<TrafficSelector> tsr = response.required(TsrPayload.class).selectors();
        if (policy().mode() == ChildSaMode.TRANSPORT
                && response.notify(NotifyType.USE_TRANSPORT_MODE).isPresent()) {
            mode = ChildSaMode.TRANSPORT;
            tsi = OuterSubstitution.local(sa, tsi);
            tsr = OuterSubstitution.remote(sa, tsr);
        }
        local = subset(tsi, flow.local());
        remote = subset(tsr, flow.remote());
        readNotifies(response);
        resources.processResponse(response, policy().resources(), local, remote, mode);
        chosen = answer;
    }

    /** Initiator: why the Child SA that the peer has made is of no use and has to be deleted (RFC 7296 1.3.1). */
    public Optional<CloseReason> objection() {
        if (policy().transportRequired() && mode != ChildSaMode.TRANSPORT) {
            return Optional.of(NO_TRANSPORT);
        }
        return resources.resource().isPresent() && !isWhole() ? Optional.of(NOT_THE_SAME) : Optional.empty();
    }

    private boolean isWhole() {
        return Set.copyOf(local).equals(Set.copyOf(demand.flow().local()))
                && Set.copyOf(remote).equals(Set.copyOf(demand.flow().remote()));
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

    /** RFC 7296 1.3.1: fragments hold, as transport mode does, if both ends say so; padding is the peer's to refuse. */
    private void readNotifies(ReceivedPayloads message) {
        mayPad = message.notify(NotifyType.ESP_TFC_PADDING_NOT_SUPPORTED).isEmpty();
        nonFirstFragments = policy().nonFirstFragments()
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
        resources.ends();
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
                sa.udpEncapsulation(),
                mode,
                demand.policy().lifetime().jittered(sa.random().nextDouble()),
                mayPad,
                nonFirstFragments,
                resources.resource());
    }

    /** Nothing will come of it. Does nothing when repeated. */
    @Override
    public void abandon() {
        if (abandoned) {
            return;
        }
        abandoned = true;
        resources.ends();
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
            if (!(selector instanceof AddressSelector address) || !isWithinOneOf(offered, address)) {
                throw new InvalidSyntaxException(new Rejection.SelectorNotOffered(selector, offered));
            }
            accepted.add(address);
        }
        return sameIfEqual(accepted, offered);
    }

    static boolean isWithinOneOf(List<AddressSelector> offered, AddressSelector answered) {
        for (AddressSelector ours : offered) {
            if (ours.contains(answered)) {
                return true;
            }
        }
        return false;
    }

    /** A demand that was met in full is kept, and not a copy of it for every IKE SA. */
    private static List<AddressSelector> sameIfEqual(List<AddressSelector> agreed, List<AddressSelector> demanded) {
        return agreed.equals(demanded) ? demanded : List.copyOf(agreed);
    }

    private static int spi(OfferedProposal proposal) throws InvalidSyntaxException {
        boolean esp = proposal.proposal().protocol().equals(SecurityProtocol.ESP);
        if (!esp && !isAh(proposal) || proposal.spiOctets() != SPI_OCTETS) {
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
