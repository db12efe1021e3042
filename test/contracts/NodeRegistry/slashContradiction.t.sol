// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {Demand, Quote} from "../../../contracts/types/EvidenceTypes.sol";
import {NodeMessages} from "../support/NodeMessages.sol";
import {SlashingTest} from "./SlashingTest.sol";

contract SlashContradictionTest is SlashingTest {
    function _key(Demand memory one, Demand memory other) private pure returns (bytes32) {
        return NodeMessages.pair(NodeMessages.hash(one), NodeMessages.hash(other));
    }

    function _expectNoFault(Quote memory quote, Demand memory one, Demand memory other) private {
        (bytes memory a, bytes memory b, bytes memory c) =
            (_signed(node, quote), _signed(node, one), _signed(node, other));
        _expect(INodeRegistry.NoFault.selector);
        registry.slashContradiction(quote, a, one, b, other, c, REPORTER);
        _expect(INodeRegistry.NoFault.selector);
        registry.slashContradiction(quote, a, other, c, one, b, REPORTER);
    }

    /// Slashes for the pair in this order, and sees that the other order is the same evidence.
    function _assertFault(Demand memory one, Demand memory other) private {
        Quote memory quote = _quote();
        vm.recordLogs();
        _contradiction(node, quote, one, other);
        _assertSlashed(_key(one, other), node.at, 1, 5_000_000, 1_000_000, 95_000_000);
        _assertRecord(_slashedOnce());
        (bytes memory a, bytes memory b, bytes memory c) =
            (_signed(node, quote), _signed(node, one), _signed(node, other));
        vm.warp(NOW + DAY);
        vm.expectRevert(abi.encodeWithSelector(INodeRegistry.EvidenceUsed.selector, _key(one, other)));
        registry.slashContradiction(quote, a, other, c, one, b, REPORTER);
    }

    function test_refusesDemandsThatAgree() public {
        Quote memory quote = _quote();
        Demand memory one = _demand(quote, 7, 1_000, 50);
        _expectNoFault(quote, one, one);
        _expectNoFault(quote, one, _demand(quote, 8, 1_000, 50));
        _expectNoFault(quote, one, _demand(quote, 8, 1_001, 50));
        _expectNoFault(quote, one, _demand(quote, 9, 2_000, 51));
        _assertUnharmed();
    }

    function test_refusesADemandOfAnotherQuote() public {
        Quote memory quote = _quote();
        Quote memory other = _quote();
        other.nonce = keccak256("another session");
        Demand memory one = _demand(quote, 1, 1_000, 50);
        Demand memory two = _demand(other, 1, 999, 50);
        (bytes memory a, bytes memory b, bytes memory c) =
            (_signed(node, quote), _signed(node, one), _signed(node, two));
        bytes memory wrong = abi.encodeWithSelector(
            INodeRegistry.WrongQuote.selector, NodeMessages.hash(quote), NodeMessages.hash(other)
        );
        vm.expectRevert(wrong);
        registry.slashContradiction(quote, a, one, b, two, c, REPORTER);
        vm.expectRevert(wrong);
        registry.slashContradiction(quote, a, two, c, one, b, REPORTER);
    }

    function test_refusesAQuoteThatIsNotTheNodes() public {
        Party memory rival = party("rival");
        Quote memory quote = _quote();
        Demand memory one = _demand(quote, 1, 1_000, 50);
        Demand memory two = _demand(quote, 1, 999, 50);
        (bytes memory a, bytes memory b, bytes memory c) =
            (_signed(rival, quote), _signed(node, one), _signed(node, two));
        _expect(INodeRegistry.NotNodesKey.selector, node.at, rival.at);
        registry.slashContradiction(quote, a, one, b, two, c, REPORTER);
    }

    function test_refusesADemandThatIsNotTheNodes() public {
        Party memory rival = party("rival");
        Quote memory quote = _quote();
        Demand memory one = _demand(quote, 1, 1_000, 50);
        Demand memory two = _demand(quote, 1, 999, 50);
        bytes memory a = _signed(node, quote);
        (bytes memory b, bytes memory forged) = (_signed(node, one), _signed(rival, two));
        _expect(INodeRegistry.NotSameKey.selector, node.at, rival.at);
        registry.slashContradiction(quote, a, one, b, two, forged, REPORTER);
        _expect(INodeRegistry.NotSameKey.selector, node.at, rival.at);
        registry.slashContradiction(quote, a, two, forged, one, b, REPORTER);
    }

    function test_refusesEvidenceThatIsOld() public {
        Quote memory quote = _quote();
        Demand memory one = _demand(quote, 1, 1_000, 50);
        Demand memory two = _demand(quote, 1, 999, 50);
        (bytes memory a, bytes memory b, bytes memory c) =
            (_signed(node, quote), _signed(node, one), _signed(node, two));
        vm.warp(quote.validUntil + EVIDENCE_AGE + 1);
        _expect(INodeRegistry.EvidenceTooOld.selector, quote.validUntil + EVIDENCE_AGE);
        registry.slashContradiction(quote, a, one, b, two, c, REPORTER);
    }

    function test_F2_slashesForOneSequenceWithOtherBytes() public {
        _assertFault(_demand(_quote(), 7, 1_000_000, 50), _demand(_quote(), 7, 1_000_001, 50));
    }

    function test_F2_slashesForOneSequenceWithAnotherAmount() public {
        _assertFault(_demand(_quote(), 7, 1_000_000, 50), _demand(_quote(), 7, 1_000_000, 49));
    }

    function test_F3_slashesForALaterSequenceWithFewerBytes() public {
        _assertFault(_demand(_quote(), 7, 1_000_000, 50), _demand(_quote(), 8, 999_999, 50));
    }

    function test_F3_slashesForALaterSequenceWithASmallerAmount() public {
        _assertFault(_demand(_quote(), 7, 1_000_000, 50), _demand(_quote(), 8, 2_000_000, 49));
    }

    function test_F3_slashesAlsoWhenGivenInTheOtherOrder() public {
        _assertFault(_demand(_quote(), 8, 999_999, 50), _demand(_quote(), 7, 1_000_000, 50));
    }

    function test_H6_takesFivePercentWithoutABountyAndOnce() public {
        _rotate(second);
        Quote memory quote = _quote();
        Demand memory one = _demand(quote, 7, 1_000, 50);
        _contradiction(node, quote, one, _demand(quote, 7, 1_001, 50));
        vm.assertEq(_bond(), 95_000_000, "bond");
        vm.assertEq(registry.bountyOf(REPORTER), 0, "no bounty");
        Demand memory third = _demand(quote, 7, 1_002, 50);
        (bytes memory a, bytes memory b, bytes memory c) =
            (_signed(node, quote), _signed(node, one), _signed(node, third));
        vm.warp(NOW + DAY);
        _expect(INodeRegistry.KeySpent.selector, node.at);
        registry.slashContradiction(quote, a, one, b, third, c, REPORTER);
    }

    /// Totals that only grow, sequences that only grow: what one process of an honest node signs under one quote.
    function testFuzz_H5_neverTakesTwoDemandsOfAnHonestSequenceForAFault(
        uint64 sequence,
        uint64 bytesTotal,
        uint96 price,
        uint64 steps,
        uint64 moreBytes
    ) public {
        Quote memory quote = _quote();
        // So that amounts fit their 96 bits.
        price = price % 2 ** 60;
        quote.pricePerGB = price;
        sequence = sequence % (type(uint64).max / 2);
        bytesTotal = bytesTotal % (type(uint64).max / 2);
        uint64 laterBytes = bytesTotal + moreBytes % (type(uint64).max / 2);
        Demand memory one = _demand(quote, sequence, bytesTotal, uint96((uint256(bytesTotal) * price + 1e9 - 1) / 1e9));
        Demand memory two = _demand(
            quote,
            sequence + 1 + steps % (type(uint64).max / 2),
            laterBytes,
            uint96((uint256(laterBytes) * price + 1e9 - 1) / 1e9)
        );
        _expectNoFault(quote, one, two);
    }

    /// Any two demands: the contract's answer is the rule's, in both orders.
    function testFuzz_neverMindsTheOrder(uint8 s1, uint8 b1, uint8 a1, uint8 s2, uint8 b2, uint8 a2) public {
        // Small numbers, so that equal and neighbouring ones are common.
        Quote memory quote = _quote();
        Demand memory one = _demand(quote, s1 % 3, b1 % 4, a1 % 4);
        Demand memory two = _demand(quote, s2 % 3, b2 % 4, a2 % 4);
        bool same = one.bytesTotal == two.bytesTotal && one.amount == two.amount;
        bool smaller = one.sequence < two.sequence
            ? two.bytesTotal < one.bytesTotal || two.amount < one.amount
            : one.bytesTotal < two.bytesTotal || one.amount < two.amount;
        if (one.sequence == two.sequence ? same : !smaller) {
            _expectNoFault(quote, one, two);
        } else if (s1 % 2 == 0) {
            _contradiction(node, quote, one, two);
            vm.assertTrue(registry.isUsedEvidence(_key(one, two)), "slashed for");
        } else {
            _contradiction(node, quote, two, one);
            vm.assertTrue(registry.isUsedEvidence(_key(one, two)), "slashed for");
        }
    }
}
