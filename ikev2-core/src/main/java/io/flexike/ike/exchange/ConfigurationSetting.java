package io.flexike.ike.exchange;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.ConfigurationAttribute;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.task.ConfigurationSetTask;
import io.flexike.ike.task.IkeSa;
import io.flexike.ike.task.ReceivedPayloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * INFORMATIONAL that sets configuration of the peer (RFC 7296 3.15). One after the other: in a window the second could
 * arrive first, and the peer would end with what is out of date.
 */
public final class ConfigurationSetting implements OwnExchange {
    private final IkeSa sa;
    private final List<ConfigurationAttribute> attributes;
    private final ConfigurationSetTask task;
    private boolean underWay;

    private ConfigurationSetting(IkeSa sa, List<ConfigurationAttribute> attributes) {
        this.sa = sa;
        this.attributes = attributes;
        this.task = new ConfigurationSetTask(sa, attributes);
    }

    /** Has the peer set these. */
    public static Intention setting(List<ConfigurationAttribute> attributes) {
        return sa -> Optional.of(new ConfigurationSetting(sa, attributes));
    }

    @Override
    public ExchangeType type() {
        return ExchangeType.INFORMATIONAL;
    }

    @Override
    public boolean mustWait() {
        return sa.peer().isBeingConfigured();
    }

    @Override
    public List<Payload> request() {
        underWay = true;
        sa.peer().beingConfigured(true);
        List<Payload> request = new ArrayList<>(1);
        task.buildRequest(request);
        return request;
    }

    @Override
    public ExchangeResult response(ReceivedPayloads response) throws IkeProtocolException {
        ends();
        Optional<ExchangeResult> fatal = InformationalInitiation.judge(response);
        if (fatal.isPresent()) {
            return fatal.get();
        }
        task.processResponse(response);
        return ExchangeResult.CONTINUES;
    }

    @Override
    public void lost() {
        ends();
    }

    @Override
    public void abandoned() {
        ends();
    }

    /** Whether the peer has set it, nobody knows; to set it twice does no harm. */
    @Override
    public Optional<Intention> inSuccessor() {
        return Optional.of(setting(attributes));
    }

    private void ends() {
        if (underWay) {
            underWay = false;
            sa.peer().beingConfigured(false);
        }
    }
}
