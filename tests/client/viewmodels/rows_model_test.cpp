#include "client/viewmodels/rows_model.hpp"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

#include <gtest/gtest.h>

#include "client/viewmodels/case_file_rows.hpp"
#include "client/viewmodels/caseload_model.hpp"
#include "client/viewmodels/review_rows.hpp"
#include "client/viewmodels/sealed_visit_rows.hpp"
#include "client/viewmodels/sync_model.hpp"
#include "client/viewmodels/unit_editor.hpp"
#include "client/viewmodels/visit_model.hpp"
#include "client/viewmodels/visit_steps.hpp"

namespace hearth::client::viewmodels {

// Every list of the app is a RowsModel of one of these rows.
using AllRows =
    testing::Types<FamilyRow, TaskRow, SearchRow, ChildCardRow, AlertRow, PersonRow, VisitRow,
                   ChronologyRow, HistoryRow, ReviewRow, SideRow, SealedFieldRow, OutboxRow,
                   EditorRow, PresentRow, StepRow, MissingRow>;

template <class Row>
class RowsModelOf : public testing::Test {};
TYPED_TEST_SUITE(RowsModelOf, AllRows);

TYPED_TEST(RowsModelOf, KeepsTheRulesOfAListModelWhileRowsComeAndGo) {
    RowsModel model(TypeParam::staticMetaObject);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    for (const std::size_t rows : {0U, 3U, 5U, 2U, 2U, 0U}) {
        model.setRows(std::vector<TypeParam>(rows));
        EXPECT_EQ(model.rowCount(), static_cast<int>(rows));
    }
}

TYPED_TEST(RowsModelOf, HasARoleForEachPropertyOfTheRow) {
    const RowsModel model(TypeParam::staticMetaObject);
    EXPECT_EQ(model.roleNames().size(), TypeParam::staticMetaObject.propertyCount());
}

TEST(RowsModel, GivesTheValueOfARole) {
    RowsModel model(StepRow::staticMetaObject);
    StepRow row;
    row.title = QStringLiteral("Amira");
    model.setRows(std::vector<StepRow>{row});
    const auto role = model.roleNames().key("title");
    EXPECT_EQ(model.data(model.index(0), role).toString(), QStringLiteral("Amira"));
    EXPECT_FALSE(model.data(model.index(0), Qt::DisplayRole).isValid());
}

TEST(RowsModel, TellsOnlyOfRowsThatDiffer) {
    RowsModel model(PersonRow::staticMetaObject);
    std::vector<PersonRow> rows(3);
    model.setRows(rows);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    rows[1].name = QStringLiteral("Sana");
    model.setRows(rows);
    ASSERT_EQ(changed.size(), 1);
    EXPECT_EQ(changed[0][0].toModelIndex().row(), 1);
    EXPECT_TRUE(inserted.isEmpty());
}

}  // namespace hearth::client::viewmodels
