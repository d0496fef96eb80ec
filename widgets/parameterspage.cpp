// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/parameterspage.h"

#include "model/document/settings.h"
#include "model/items/treemodel.h"
#include "widgets/entrytree.h"
#include "widgets/panels.h"
#include "widgets/paneltabs.h"

#include <QSplitter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace lens {

ParametersPage::ParametersPage(const PanelContext &context, QWidget *parent)
    : Panel(context, parent)
    , m_model(new TreeModel(context.document, this))
    , m_tree(new EntryTree(*m_model))
    , m_details(new PanelTabs(detailPanels(), context))
    , m_splitter(new QSplitter)
{
    m_details->setObjectName(u"details"_s);
    m_splitter->setObjectName(u"splitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_tree);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    if (!m_splitter->restoreState(context.settings.splitterState()))
        shareWidth();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    setFocusProxy(m_tree);
    connect(m_splitter, &QSplitter::splitterMoved, this,
            [this] { this->context().settings.setSplitterState(m_splitter->saveState()); });
    connect(m_tree, &EntryTree::selectionMoved, this, [this](const Selection &selection) {
        m_details->setSelection(selection);
        if (isSettled())
            Q_EMIT settled();
    });
    connect(m_details, &PanelTabs::settled, this, &Panel::settled);
    connect(m_details, &PanelTabs::entryRequested, this, &ParametersPage::selectEntry);
    connect(m_details, &PanelTabs::said, this, &Panel::said);
}

void ParametersPage::showSelection(const Selection &selection)
{
    m_tree->expandFirst();
    m_tree->select(m_model->indexOf(selection.current));
}

void ParametersPage::selectEntry(std::uint32_t entry)
{
    m_tree->select(m_model->indexOfEntry(entry));
}

// The tree is what one begins with.
void ParametersPage::shareWidth() { m_splitter->setSizes({6000, 4000}); }

void ParametersPage::resetLayout()
{
    shareWidth();
    m_details->resetLayout();
}

bool ParametersPage::isSettled() const { return !m_tree->isMoving() && m_details->isSettled(); }

} // namespace lens
