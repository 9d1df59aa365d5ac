package io.flexike.ike.task;

import io.flexike.ike.error.NotifyType;
import io.flexike.ike.error.TsMaxQueueException;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.selector.AddressSelector;
import io.flexike.ike.session.ChildSaMode;
import io.flexike.ike.session.Flow;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * SA_RESOURCE_INFO: whether a Child SA is one of several with the same selectors, and for which resource (RFC 9611).
 */
final class ResourceTask {
    private final IkeSa sa;
    private @Nullable ResourceGroup group;
    private OptionalInt resource = OptionalInt.empty();
    private boolean settled;
    private boolean said;
    private @Nullable Runnable release;

    ResourceTask(IkeSa sa) {
        this.sa = sa;
    }

    /** Where it belongs is known before, as with a successor. */
    void settle(Optional<ResourceGroup> settledGroup, OptionalInt settledResource) {
        settled = true;
        group = settledGroup.orElse(null);
        resource = settledResource;
    }

    /** It is to be for that resource of ours. */
    void ask(ResourceGroup settledGroup, int settledResource) {
        settle(Optional.of(settledGroup), OptionalInt.of(settledResource));
        settledGroup.asks(settledResource);
        release = () -> settledGroup.asksNoMore(settledResource);
    }

    /** It is there, or nothing comes of it. Does nothing when repeated. */
    void ends() {
        if (release != null) {
            release.run();
            release = null;
        }
    }

    /** The group that it belongs to; empty if both ends do not know of such groups. */
    Optional<ResourceGroup> group() {
        return Optional.ofNullable(group);
    }

    /** Our resource; empty for all. */
    OptionalInt resource() {
        return resource;
    }

    /**
     * Initiator: says that there may be several, unless there are already.
     *
     * @param resources how many we want
     */
    void buildRequest(List<Payload> request, int resources, Flow flow, ChildSaMode mode) {
        said = settled ? group != null : resources > 0 && !isBeside(flow, mode);
        build(request);
    }

    private boolean isBeside(Flow flow, ChildSaMode mode) {
        return sa.children()
                .alike(flow.local(), flow.remote(), mode)
                .filter(ChildSa::isShared)
                .flatMap(ChildSa::group)
                .isPresent();
    }

    /** RFC 9611 4: a responder that is willing to have several says so as well. */
    void processResponse(
            ReceivedPayloads response,
            int resources,
            List<AddressSelector> local,
            List<AddressSelector> remote,
            ChildSaMode mode) {
        if (!settled && said && isIn(response)) {
            group = join(sa.children().alike(local, remote, mode), resources);
        }
    }

    private static ResourceGroup join(Optional<ChildSa> other, int resources) {
        return other.map(child -> child.groupOf(resources)).orElseGet(() -> new ResourceGroup(resources));
    }

    /**
     * Responder: finds its place among those with the same selectors.
     *
     * @throws TsMaxQueueException if there is none left
     */
    void processRequest(
            ReceivedPayloads request,
            int resources,
            List<AddressSelector> local,
            List<AddressSelector> remote,
            ChildSaMode mode)
            throws TsMaxQueueException {
        if (!settled && resources > 0 && isIn(request)) {
            ResourceGroup found = join(sa.children().alike(local, remote, mode), resources);
            group = found;
            found.peerAsks(sa.effects().now());
            if (sa.children().shared(found).isPresent()) {
                resource = sa.children().freeResource(found);
                if (resource.isEmpty()) {
                    throw new TsMaxQueueException(found.limit());
                }
                int promised = resource.getAsInt();
                found.promises(promised);
                release = () -> found.promisesNoMore(promised);
            }
        }
        said = group != null && isIn(request);
    }

    void buildResponse(List<Payload> response) {
        build(response);
    }

    private void build(List<Payload> message) {
        if (said) {
            // RFC 9611 5.1: what the receiver may use for nothing but its log
            byte[] name = resource.isEmpty()
                    ? new byte[0]
                    : ByteBuffer.allocate(Integer.BYTES)
                            .putInt(resource.getAsInt())
                            .array();
            message.add(NotifyPayload.of(NotifyType.SA_RESOURCE_INFO, name));
        }
    }

    private static boolean isIn(ReceivedPayloads message) {
        return message.notify(NotifyType.SA_RESOURCE_INFO).isPresent();
    }
}
