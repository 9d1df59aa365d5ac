/** Which tasks ride on which exchange, as initiator and as responder. */
package io.flexike.ike.exchange;
