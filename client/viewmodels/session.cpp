#include "client/viewmodels/session.hpp"

namespace hearth::client::viewmodels {

void Session::save(QObject* context, std::vector<records::Op> ops, Saved then) {
    ask(
        context,
        [ops = std::move(ops)](RecordSource& source) -> base::Status {
            const auto saved = source.save(ops);
            if (!saved) return saved.error();
            return {};
        },
        [this, then = std::move(then)](const base::Status& status) {
            then(status);
            if (status) emit changed();
        });
}

}  // namespace hearth::client::viewmodels
