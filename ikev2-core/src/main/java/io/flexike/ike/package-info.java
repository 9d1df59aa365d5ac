/** An IKE endpoint for an application that brings its own data plane: sessions, commands, events. */
package io.flexike.ike;
