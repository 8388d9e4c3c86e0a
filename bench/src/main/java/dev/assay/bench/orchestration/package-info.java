// SPDX-License-Identifier: Apache-2.0
/** What a study costs beside its arithmetic: a whole stack whose trainer and scorer do nothing. */
@NullMarked
package dev.assay.bench.orchestration;

import org.jspecify.annotations.NullMarked;
