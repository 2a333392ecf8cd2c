/// First partitions: parts that grow from single nodes.
#pragma once

#include "coarsening.hpp"

namespace qaidam::solve::detail {

/// Completes a partition, `none` where a node is in no part yet: parts without nodes get one each, then the
/// lightest part that can grow takes the neighbour that it shares most border with, until none is left over.
/// Nodes that must be in a part are joined to it first by a way through free nodes.
void grow(const graph& g, const setting& s, const std::vector<std::size_t>& component_of, dice& random,
          std::vector<part>& part_of);

} // namespace qaidam::solve::detail
