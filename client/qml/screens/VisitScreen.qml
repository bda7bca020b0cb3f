// A visit, step by step. The steps stand beside the form where there is room, else above it.
import QtQuick
import QtQuick.Layouts
import Hearth
import Hearth.ViewModels

Item {
    id: root

    required property AppModel app
    readonly property VisitModel visit: app.visit
    readonly property bool wide: width >= Theme.wideFrom

    ColumnLayout {
        anchors.fill: parent
        spacing: 0

        VisitBar {
            visit: root.visit
            Layout.fillWidth: true
        }
        StepBar {
            visible: root.visit.hasArrived && !root.wide
            visit: root.visit
            Layout.fillWidth: true
        }
        RowLayout {
            spacing: 0
            Layout.fillWidth: true
            Layout.fillHeight: true

            StepList {
                readonly property bool fits: root.visit.hasArrived && root.wide

                enabled: fits
                clip: true
                visit: root.visit
                Layout.preferredWidth: fits ? 280 : 0
                Layout.fillHeight: true
            }
            Loader {
                id: form

                Layout.fillWidth: true
                Layout.fillHeight: true
            }
        }
        StepFooter {
            visible: root.visit.hasArrived
            visit: root.visit
            Layout.fillWidth: true
        }
    }

    readonly property string stepName: {
        if (!visit.isLoaded) return ""
        if (!visit.hasArrived) return "Arrive"
        switch (visit.stepKind) {
        case VisitStep.Arrive: return "Arrive"
        case VisitStep.People: return "People"
        case VisitStep.Child: return "Child"
        case VisitStep.WhatHappened: return "Happened"
        case VisitStep.Home: return "Home"
        case VisitStep.Analysis: return "Analysis"
        case VisitStep.Actions: return "Actions"
        default: return "Seal"
        }
    }
    function showStep() {
        if (stepName === "") return form.setSource("")
        form.setSource(Qt.resolvedUrl("../components/" + stepName + "Step.qml"), { app: app })
    }
    onStepNameChanged: showStep()
    Component.onCompleted: showStep()
}
