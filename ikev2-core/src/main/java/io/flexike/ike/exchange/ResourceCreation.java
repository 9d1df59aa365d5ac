package io.flexike.ike.exchange;

import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.session.CloseReason;
import io.flexike.ike.task.ChildSa;
import io.flexike.ike.task.ChildSaDemand;
import io.flexike.ike.task.ChildSaTask;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.ResourceGroup;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * CREATE_CHILD_SA as initiator for a Child SA that one of our resources has to itself, with the selectors, mode and
 * algorithms of the one that is for all (RFC 9611 4).
 */
public final class ResourceCreation extends ChildCreation {
    private static final CloseReason ALONE = new CloseReason(
            CloseReason.Kind.LOCAL_REQUEST, "the Child SA for all resources went while it was being made");

    private final ResourceGroup group;
    private final int resource;

    private ResourceCreation(
            IkeSa sa, ChildSa shared, ResourceGroup group, int resource, KeyExchangeMethod preferred, int tries) {
        super(sa, ChildSaDemand.rekeying(sa, shared), preferred, tries);
        this.group = group;
        this.resource = resource;
    }

    /** One for each resource, one after the other. */
    static List<Intention> beside(ChildSa made) {
        return made.isShared()
                ? made.group().stream().map(group -> from(group, 0)).toList()
                : List.of();
    }

    /** One for each resource from that one on, as far as there was none yet and the peer agrees. */
    public static Intention from(ResourceGroup group, int first) {
        return creation(group, first, KeyExchangeMethod.NONE, 1);
    }

    /** One for the same resource as another one that went though nobody had deleted it; empty if that was for all. */
    public static Optional<Intention> inPlaceOf(IkeSa sa, ChildSa gone) {
        Optional<Integer> resource = gone.snapshot().resource().stream().boxed().findFirst();
        return gone.group()
                .flatMap(group -> resource.map(number -> {
                    sa.children().lost(group, gone);
                    return from(group, number);
                }));
    }

    private static Intention creation(ResourceGroup group, int first, KeyExchangeMethod preferred, int tries) {
        return sa -> {
            Optional<ChildSa> shared = sa.children().shared(group);
            OptionalInt resource = IntStream.range(first, group.resources())
                    .filter(group::misses)
                    .findFirst();
            if (shared.isEmpty() || group.isFull() || resource.isEmpty()) {
                return Optional.empty();
            }
            KeyExchangeMethod method = preferred.equals(KeyExchangeMethod.NONE)
                    ? ChildSaDemand.preferredMethod(sa, shared.get())
                    : preferred;
            return Optional.of(new ResourceCreation(sa, shared.get(), group, resource.getAsInt(), method, tries));
        };
    }

    @Override
    ChildSaTask newTask(ChildSaDemand asked) {
        return super.newTask(asked).within(group, resource);
    }

    @Override
    Intention again(KeyExchangeMethod method, int number) {
        return creation(group, resource, method, number);
    }

    /** What there is does for the rest. RFC 9611 5.2: that the peer wants no more with these selectors is no fault. */
    @Override
    ExchangeResult failed(NotifyType type, CloseReason reason) {
        group.noMore();
        return type.equals(NotifyType.TS_MAX_QUEUE) ? ExchangeResult.CONTINUES : super.failed(type, reason);
    }

    @Override
    ExchangeResult deletedAlready() {
        group.serves(resource);
        return nextOne();
    }

    @Override
    ExchangeResult made(ChildSaTask task) {
        if (sa().children().shared(group).isEmpty()) {
            ChildSa late = install(task, /* sending= */ false);
            return new ExchangeResult.Continues(
                    ChildDeletion.deletion(sa(), late, ALONE).stream().toList());
        }
        super.made(task);
        return nextOne();
    }

    private ExchangeResult nextOne() {
        return new ExchangeResult.Continues(List.of(from(group, resource + 1)));
    }
}
