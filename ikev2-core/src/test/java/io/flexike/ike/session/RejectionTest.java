package io.flexike.ike.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.IkeSuite;
import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.suite.ProposalChoice;
import io.flexike.crypto.suite.ProposalSelection;
import io.flexike.crypto.transform.EncryptionAlgorithm;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.PrfAlgorithm;
import io.flexike.crypto.transform.SecurityProtocol;
import io.flexike.ike.certificate.RefusalReason;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.identity.IdentityMatcher;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.selector.TrafficSelector;
import io.flexike.ike.trace.Redaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RejectionTest {
    private static final Identification ANA =
            Identity.email("ana@secret.example").toWire();
    private static final IdentityMatcher OTHERS = IdentityMatcher.fqdnSuffix("secret.example");
    private static final List<AddressSelector> NETWORK = List.of(AddressSelector.subnet("192.0.2.0/24"));
    private static final Proposal PROPOSAL = Proposal.ike()
            .encryption(EncryptionAlgorithm.AES_GCM_16, 128)
            .prf(PrfAlgorithm.HMAC_SHA2_256)
            .keyExchange(KeyExchangeMethod.CURVE25519)
            .build();
    private static final Rejection.Candidate CANDIDATE = new Rejection.Candidate("spokes", OTHERS);

    private static List<Rejection> oneOfEach() {
        List<TrafficSelector> offered = List.copyOf(NETWORK);
        List<Rejection> all = new ArrayList<>(List.of(
                new Rejection.NoProposal(SecurityProtocol.IKE, (ProposalChoice.NothingInCommon)
                        ProposalSelection.select(List.of(PROPOSAL), List.of())),
                new Rejection.NotOffered(SecurityProtocol.ESP, PROPOSAL, List.of()),
                new Rejection.KeyExchange(KeyExchangeMethod.CURVE25519, KeyExchangeMethod.ECP_256),
                new Rejection.TrafficSelectors(offered, offered, NETWORK, NETWORK),
                new Rejection.SelectorNotOffered(offered.get(0), NETWORK),
                new Rejection.UnknownIdentity(ANA, List.of(CANDIDATE)),
                new Rejection.OtherIdentity(ANA, CANDIDATE),
                new Rejection.SuiteNotAllowed(ANA, IkeSuite.of(PROPOSAL), List.of("spokes")),
                new Rejection.Certificate("spokes", ANA, RefusalReason.EXPIRED, "it has expired"),
                new Rejection.Eap("spokes", Optional.of(ANA), false, "wrong password"),
                new Rejection.Postquantum("spokes", Rejection.Postquantum.Lack.UNKNOWN),
                new Rejection.Ticket(ANA, Rejection.Ticket.Flaw.USED),
                new Rejection.NotAuthorized("spokes", ANA, "the account of ana@secret.example is suspended"),
                new Rejection.NotUnique("spokes", ANA),
                new Rejection.NoAddress("spokes", ANA, "192.0.2.7 is ana@secret.example's"),
                new Rejection.Other(NotifyType.INVALID_SYNTAX, "KE payload: too short"),
                new Rejection.ByPeer(NotifyType.TS_UNACCEPTABLE, Asked.childSa("spokes", List.of(), NETWORK, NETWORK)),
                new Rejection.ByPeer(NotifyType.AUTHENTICATION_FAILED, Asked.entry("spokes", ANA)),
                new Rejection.ByPeer(NotifyType.NO_PROPOSAL_CHOSEN, Asked.ikeSa("spokes", List.of(PROPOSAL)))));
        all.add(Rejection.Authentication.cannotSign("spokes", Optional.of(ANA), "no card of ana@secret.example"));
        for (Rejection.Authentication.Fault fault : Rejection.Authentication.Fault.values()) {
            all.add(new Rejection.Authentication("spokes", Optional.of(ANA), Optional.of(AuthMethod.NULL), fault));
        }
        return all;
    }

    @Test
    void every_kind_has_a_sentence_that_shows_persons_only_to_who_may_see_them() {
        assertThat(oneOfEach())
                .extracting(Object::getClass)
                .as("one of each")
                .containsAll(Arrays.asList(Rejection.class.getPermittedSubclasses()));
        assertThat(oneOfEach()).allSatisfy(rejection -> {
            assertThat(rejection.sentence()).isNotBlank();
            assertThat(rejection.sentence(Redaction.NONE::personal)).isEqualTo(rejection.sentence());
            assertThat(rejection.sentence(Redaction.PERSONAL::personal))
                    .isNotBlank()
                    .doesNotContain("secret", "ana", "192.0.2");
        });
    }

    @Test
    void a_reason_is_its_kind_and_the_sentence_of_its_data() {
        CloseReason reason = new CloseReason(
                CloseReason.Kind.AUTHENTICATION_FAILED, new Rejection.UnknownIdentity(ANA, List.of(CANDIDATE)));
        assertThat(reason.explanation())
                .isEqualTo("no profile accepts the identity ana@secret.example; there are [\"spokes\" for " + OTHERS
                        + "]");
        assertThat(reason).hasToString("AUTHENTICATION_FAILED: " + reason.explanation());
        assertThat(reason.text(Redaction.PERSONAL::personal))
                .isEqualTo("AUTHENTICATION_FAILED: no profile accepts the identity " + ANA.type()
                        + "; there are [\"spokes\" for (not shown)]");
        assertThat(new CloseReason(CloseReason.Kind.EXPIRED, "its time is over").text(Redaction.PERSONAL::personal))
                .isEqualTo("EXPIRED: its time is over");
    }

    @Test
    void what_we_asked_for_is_named_if_the_peer_refused_that() {
        Asked child = Asked.childSa("spokes", List.of(PROPOSAL), NETWORK, NETWORK);
        assertThat(new Rejection.ByPeer(NotifyType.NO_PROPOSAL_CHOSEN, child).sentence())
                .isEqualTo("the peer answered NO_PROPOSAL_CHOSEN: it has no proposal in common with ours; we offered ["
                        + PROPOSAL + "]");
        assertThat(new Rejection.ByPeer(NotifyType.TS_UNACCEPTABLE, child).sentence())
                .isEqualTo("the peer answered TS_UNACCEPTABLE: our traffic selectors do not overlap with its own;"
                        + " we asked for " + NETWORK + " to " + NETWORK);
        assertThat(new Rejection.ByPeer(NotifyType.TEMPORARY_FAILURE, child).sentence())
                .isEqualTo("the peer answered TEMPORARY_FAILURE");
    }

    @Test
    void a_sentence_stays_short_whatever_is_offered() {
        List<TrafficSelector> many = Collections.nCopies(10_000, NETWORK.get(0));
        assertThat(new Rejection.TrafficSelectors(many, many, NETWORK, NETWORK).sentence())
                .hasSizeLessThan(1000)
                .contains("and 9992 more");
    }
}
