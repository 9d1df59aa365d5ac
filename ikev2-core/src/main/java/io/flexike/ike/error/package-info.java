/**
 * What a peer did wrong, as checked exceptions that know the Notify which says so, and the registry of Notify types.
 */
package io.flexike.ike.error;
