// SPDX-License-Identifier: Apache-2.0
/** The artifact store in a bucket of an S3 server. */
@NullMarked
package dev.assay.s3;

import org.jspecify.annotations.NullMarked;
