/** What every service's REST interface shares: errors as problem JSON, and the token. */
@NullMarked
package dev.assay.rest;

import org.jspecify.annotations.NullMarked;
