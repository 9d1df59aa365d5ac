package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.ExchangeType;
import java.util.Map;
import java.util.Set;

/**
 * Where each notify may stand, one row each. A notify elsewhere is ignored, as is one that is not in the table: an
 * unknown error in a response makes the request fail all the same (RFC 7296 3.10.1), so unknown errors pass.
 *
 * @param exchanges in which it means something
 * @param unprotected whether it is believed outside the SK payload, too
 */
record NotifyPrecondition(Set<ExchangeType> exchanges, Direction direction, boolean unprotected) {
    private enum Direction {
        REQUEST,
        RESPONSE,
        BOTH
    }

    private static final Set<ExchangeType> INIT = Set.of(ExchangeType.IKE_SA_INIT, ExchangeType.IKE_SESSION_RESUME);
    private static final Set<ExchangeType> RESUME = Set.of(ExchangeType.IKE_SESSION_RESUME);
    private static final Set<ExchangeType> INTERMEDIATE = Set.of(ExchangeType.IKE_INTERMEDIATE);
    private static final Set<ExchangeType> AUTH = Set.of(ExchangeType.IKE_AUTH);
    private static final Set<ExchangeType> INFORMATIONAL = Set.of(ExchangeType.INFORMATIONAL);
    private static final Set<ExchangeType> ANY = Set.of(
            ExchangeType.IKE_SA_INIT,
            ExchangeType.IKE_SESSION_RESUME,
            ExchangeType.IKE_INTERMEDIATE,
            ExchangeType.IKE_AUTH,
            ExchangeType.CREATE_CHILD_SA,
            ExchangeType.IKE_FOLLOWUP_KE,
            ExchangeType.INFORMATIONAL);
    private static final Set<ExchangeType> PROTECTED =
            Set.of(ExchangeType.IKE_AUTH, ExchangeType.CREATE_CHILD_SA, ExchangeType.INFORMATIONAL);
    private static final Set<ExchangeType> FOLLOW_UP = Set.of(ExchangeType.IKE_FOLLOWUP_KE);
    private static final Set<ExchangeType> LINKED = Set.of(ExchangeType.CREATE_CHILD_SA, ExchangeType.IKE_FOLLOWUP_KE);
    private static final Set<ExchangeType> CHILD = Set.of(ExchangeType.IKE_AUTH, ExchangeType.CREATE_CHILD_SA);

    private static final Map<NotifyType, NotifyPrecondition> TABLE = Map.ofEntries(
            row(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, ANY, Direction.BOTH, true),
            row(NotifyType.INVALID_MAJOR_VERSION, INIT, Direction.RESPONSE, true),
            row(NotifyType.INVALID_SYNTAX, ANY, Direction.BOTH, true),
            row(NotifyType.NO_PROPOSAL_CHOSEN, ANY, Direction.RESPONSE, true),
            row(NotifyType.INVALID_KE_PAYLOAD, ANY, Direction.RESPONSE, true),
            row(NotifyType.COOKIE, INIT, Direction.BOTH, true),
            row(NotifyType.NAT_DETECTION_SOURCE_IP, union(INIT, INFORMATIONAL), Direction.BOTH, true),
            row(NotifyType.NAT_DETECTION_DESTINATION_IP, union(INIT, INFORMATIONAL), Direction.BOTH, true),
            row(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED, INIT, Direction.BOTH, true),
            row(NotifyType.SIGNATURE_HASH_ALGORITHMS, INIT, Direction.BOTH, true),
            row(NotifyType.HTTP_CERT_LOOKUP_SUPPORTED, union(INIT, AUTH), Direction.BOTH, true),
            row(NotifyType.MULTIPLE_AUTH_SUPPORTED, union(INIT, AUTH), Direction.BOTH, true),
            row(NotifyType.SUPPORTED_AUTH_METHODS, union(union(INIT, INTERMEDIATE), AUTH), Direction.BOTH, true),
            row(NotifyType.ANOTHER_AUTH_FOLLOWS, AUTH, Direction.BOTH, false),
            row(NotifyType.EAP_ONLY_AUTHENTICATION, AUTH, Direction.REQUEST, false),
            row(NotifyType.CHILDLESS_IKEV2_SUPPORTED, INIT, Direction.RESPONSE, true),
            row(NotifyType.AUTH_LIFETIME, union(AUTH, INFORMATIONAL), Direction.BOTH, false),
            row(NotifyType.REDIRECT_SUPPORTED, INIT, Direction.REQUEST, true),
            row(NotifyType.REDIRECTED_FROM, INIT, Direction.REQUEST, true),
            row(NotifyType.REDIRECT, union(union(INIT, AUTH), INFORMATIONAL), Direction.BOTH, true),
            row(
                    NotifyType.AUTHENTICATION_FAILED,
                    union(union(INTERMEDIATE, AUTH), INFORMATIONAL),
                    Direction.BOTH,
                    false),
            row(NotifyType.INTERMEDIATE_EXCHANGE_SUPPORTED, INIT, Direction.BOTH, true),
            row(NotifyType.USE_PPK, INIT, Direction.BOTH, true),
            row(NotifyType.USE_PPK_INT, INIT, Direction.BOTH, true),
            row(NotifyType.PPK_IDENTITY_KEY, INTERMEDIATE, Direction.REQUEST, false),
            row(NotifyType.PPK_IDENTITY, union(INTERMEDIATE, AUTH), Direction.BOTH, false),
            row(NotifyType.NO_PPK_AUTH, AUTH, Direction.REQUEST, false),
            row(NotifyType.INITIAL_CONTACT, AUTH, Direction.REQUEST, false),
            row(NotifyType.QUICK_CRASH_DETECTION, PROTECTED, Direction.BOTH, false),
            row(NotifyType.SINGLE_PAIR_REQUIRED, CHILD, Direction.RESPONSE, false),
            row(NotifyType.NO_ADDITIONAL_SAS, CHILD, Direction.RESPONSE, false),
            row(NotifyType.INTERNAL_ADDRESS_FAILURE, CHILD, Direction.RESPONSE, false),
            row(NotifyType.FAILED_CP_REQUIRED, CHILD, Direction.RESPONSE, false),
            row(NotifyType.TS_UNACCEPTABLE, CHILD, Direction.RESPONSE, false),
            row(NotifyType.SA_RESOURCE_INFO, CHILD, Direction.BOTH, false),
            row(NotifyType.TS_MAX_QUEUE, CHILD, Direction.RESPONSE, false),
            row(NotifyType.TEMPORARY_FAILURE, union(PROTECTED, FOLLOW_UP), Direction.RESPONSE, false),
            row(NotifyType.ADDITIONAL_KEY_EXCHANGE, LINKED, Direction.BOTH, false),
            row(NotifyType.STATE_NOT_FOUND, FOLLOW_UP, Direction.RESPONSE, false),
            row(NotifyType.TICKET_REQUEST, PROTECTED, Direction.REQUEST, false),
            row(NotifyType.TICKET_LT_OPAQUE, PROTECTED, Direction.RESPONSE, false),
            row(NotifyType.TICKET_ACK, PROTECTED, Direction.RESPONSE, false),
            row(NotifyType.TICKET_NACK, union(RESUME, PROTECTED), Direction.RESPONSE, true),
            row(NotifyType.TICKET_OPAQUE, RESUME, Direction.REQUEST, true),
            row(NotifyType.IKEV2_MESSAGE_ID_SYNC_SUPPORTED, AUTH, Direction.BOTH, false),
            row(NotifyType.IPSEC_REPLAY_COUNTER_SYNC_SUPPORTED, AUTH, Direction.BOTH, false),
            row(NotifyType.IKEV2_MESSAGE_ID_SYNC, INFORMATIONAL, Direction.BOTH, false),
            row(NotifyType.IPSEC_REPLAY_COUNTER_SYNC, INFORMATIONAL, Direction.REQUEST, false),
            row(NotifyType.CHILD_SA_NOT_FOUND, PROTECTED, Direction.RESPONSE, false),
            row(NotifyType.MOBIKE_SUPPORTED, AUTH, Direction.BOTH, false),
            row(NotifyType.ADDITIONAL_IP4_ADDRESS, union(AUTH, INFORMATIONAL), Direction.BOTH, false),
            row(NotifyType.ADDITIONAL_IP6_ADDRESS, union(AUTH, INFORMATIONAL), Direction.BOTH, false),
            row(NotifyType.NO_ADDITIONAL_ADDRESSES, INFORMATIONAL, Direction.REQUEST, false),
            row(NotifyType.UPDATE_SA_ADDRESSES, INFORMATIONAL, Direction.REQUEST, false),
            row(NotifyType.COOKIE2, INFORMATIONAL, Direction.BOTH, false),
            row(NotifyType.NO_NATS_ALLOWED, union(AUTH, INFORMATIONAL), Direction.REQUEST, false),
            row(NotifyType.UNACCEPTABLE_ADDRESSES, INFORMATIONAL, Direction.RESPONSE, false),
            row(NotifyType.UNEXPECTED_NAT_DETECTED, union(AUTH, INFORMATIONAL), Direction.RESPONSE, false));

    /** Whether a notify of that type is to be looked at in such a message. */
    static boolean holds(NotifyType type, ExchangeType exchange, boolean response, boolean isProtected) {
        NotifyPrecondition row = TABLE.get(type);
        if (row == null) {
            return isProtected || !type.isError() || response && INIT.contains(exchange);
        }
        return row.exchanges.contains(exchange)
                && (row.direction == Direction.BOTH || response == (row.direction == Direction.RESPONSE))
                && (isProtected || row.unprotected);
    }

    private static Map.Entry<NotifyType, NotifyPrecondition> row(
            NotifyType type, Set<ExchangeType> exchanges, Direction direction, boolean unprotected) {
        return Map.entry(type, new NotifyPrecondition(exchanges, direction, unprotected));
    }

    private static Set<ExchangeType> union(Set<ExchangeType> first, Set<ExchangeType> second) {
        return java.util.stream.Stream.concat(first.stream(), second.stream())
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }
}
