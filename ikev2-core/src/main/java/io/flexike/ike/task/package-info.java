/** One concern of an exchange each: key exchange, NAT detection, authentication, configuration, Child SA. */
package io.flexike.ike.task;
